<?php
return array(
	'domain'   => 'charte',
	'messages' => array(
		'Every five minutes' => 'Ogni cinque minuti',
		'Charte answers.' => 'Charte risponde.',
		'Charte does not answer: look at the address and the key.' => 'Charte non risponde: controllare l’indirizzo e la chiave.',
		'Address' => 'Indirizzo',
		'Key, if it changes' => 'Chiave, se cambia',
		'While Charte cannot be reached, a comment' => 'Finché Charte non è raggiungibile, un commento',
		'waits, and is sent later' => 'attende, e sarà inviato più tardi',
		'follows the rules of WordPress, unread' => 'segue le regole di WordPress, senza che nessuno lo legga',
	),
);
