<?php
/**
 * Plugin Name: Akismet asks Charte
 * Description: Sends the requests of the Akismet plugin to your own Charte. Put it into wp-content/mu-plugins, and define( 'CHARTE_URL', 'https://charte.journal.example' ); into wp-config.php.
 * License: Apache-2.0
 */

add_filter(
	'pre_http_request',
	function ( $answer, $args, $url ) {
		$asked = wp_parse_url( $url );
		if ( false !== $answer || ! defined( 'CHARTE_URL' ) || ! preg_match( '/(^|\.)rest\.akismet\.com$/', $asked['host'] ?? '' ) ) {
			return $answer;
		}
		unset( $args['headers']['Host'] );
		$args['timeout'] = 5; // Seconds: Akismet tries three times, and a reader waits.
		$query           = isset( $asked['query'] ) ? '?' . $asked['query'] : '';
		$answer          = wp_remote_request( untrailingslashit( CHARTE_URL ) . ( $asked['path'] ?? '/' ) . $query, $args );
		if ( ! is_wp_error( $answer ) && wp_remote_retrieve_response_code( $answer ) < 500 ) {
			return $answer;
		}
		// Without a guid Akismet 5.5 publishes what it should hold when nobody answers.
		return array(
			'headers'  => array( 'x-akismet-guid' => wp_generate_uuid4() ),
			'body'     => 'unreachable',
			'response' => array(
				'code'    => 503,
				'message' => '',
			),
			'cookies'  => array(),
		);
	},
	10,
	3
);
