<?php
return array(
	'domain'   => 'charte',
	'messages' => array(
		'Every five minutes' => 'Alle fünf Minuten',
		'Charte answers.' => 'Charte antwortet.',
		'Charte does not answer: look at the address and the key.' => 'Charte antwortet nicht: Prüfen Sie Adresse und Schlüssel.',
		'Address' => 'Adresse',
		'Key, if it changes' => 'Schlüssel, falls er sich ändert',
		'While Charte cannot be reached, a comment' => 'Solange Charte nicht erreichbar ist, gilt für Kommentare:',
		'waits, and is sent later' => 'Sie warten und werden später gesendet',
		'follows the rules of WordPress, unread' => 'Sie folgen den Regeln von WordPress, ungelesen',
	),
);
