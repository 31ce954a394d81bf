<?php
return array(
	'domain'   => 'charte',
	'messages' => array(
		'Every five minutes' => 'Toutes les cinq minutes',
		'Charte answers.' => 'Charte répond.',
		'Charte does not answer: look at the address and the key.' => 'Charte ne répond pas : vérifiez l’adresse et la clé.',
		'Address' => 'Adresse',
		'Key, if it changes' => 'Clé, si elle change',
		'While Charte cannot be reached, a comment' => 'Tant que Charte est injoignable, un commentaire',
		'waits, and is sent later' => 'attend, et sera envoyé plus tard',
		'follows the rules of WordPress, unread' => 'suit les règles de WordPress, sans que personne le lise',
	),
);
