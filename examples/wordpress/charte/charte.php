<?php
/**
 * Plugin Name:       Charte
 * Description:       Comments are moderated by your own Charte: what the charter lets pass is published, what a person should read waits for your moderators at Charte, and who is refused reads the clause.
 * Version:           1.0.0
 * Requires at least: 5.5
 * Requires PHP:      7.4
 * License:           Apache-2.0
 * Text Domain:       charte
 * Domain Path:       /languages
 *
 * @package Charte
 */

defined( 'ABSPATH' ) || exit;

/**
 * Asks Charte about each comment before it is published, and hears from it what moderators decided.
 */
final class Charte_Comments {
	/** Where the settings are kept: address, key, unreachable. */
	const OPTION = 'charte_settings';

	/** Comment meta: Charte's id of a comment that waits there; empty if it could not be sent yet. */
	const WAITS = 'charte_waits';

	/** What is done again and again. */
	const EVENT = 'charte_catch_up';

	/** Option: the last comment that was looked at. */
	const LAST = 'charte_last';

	/** Comments looked at in one go, and seconds that a reader waits for Charte. */
	const AT_ONCE = 50;
	const TIMEOUT = 5;

	/**
	 * What is to be noted of the comment that is being stored.
	 *
	 * @var string|null
	 */
	private static $waits = null;

	/**
	 * Hooks in.
	 */
	public static function start() {
		add_filter( 'pre_comment_approved', array( __CLASS__, 'judge' ), 20, 2 );
		add_action( 'wp_insert_comment', array( __CLASS__, 'note' ) );
		add_action( self::EVENT, array( __CLASS__, 'catch_up' ) );
		// phpcs:ignore WordPress.WP.CronInterval.CronSchedulesInterval -- A reader waits for it.
		add_filter( 'cron_schedules', array( __CLASS__, 'five_minutes' ) );
		add_action( 'init', array( __CLASS__, 'translate' ) );
		add_action( 'admin_menu', array( __CLASS__, 'add_page' ) );
		add_action( 'admin_init', array( __CLASS__, 'register' ) );
		register_activation_hook( __FILE__, array( __CLASS__, 'activate' ) );
		register_deactivation_hook( __FILE__, array( __CLASS__, 'deactivate' ) );
	}

	/**
	 * Says what becomes of a comment that is about to be stored.
	 *
	 * @param int|string|WP_Error $approved What WordPress made of it.
	 * @param array               $comment  The comment, slashed.
	 * @return int|string|WP_Error 0 if it waits; an error, which its author reads, if it is refused.
	 */
	public static function judge( $approved, $comment ) {
		self::$waits = null;
		$comment     = wp_unslash( $comment );
		$is_comment  = in_array( $comment['comment_type'] ?? '', array( '', 'comment' ), true );
		if ( ! $is_comment || is_wp_error( $approved ) || in_array( $approved, array( 'spam', 'trash' ), true ) ) {
			return $approved;
		}
		if ( ! self::setting( 'address' ) || current_user_can( 'moderate_comments' ) ) {
			return $approved;
		}
		$answer = self::send( $comment );
		if ( 422 === ( $answer['code'] ?? 0 ) ) {
			return new WP_Error( 'charte_problem', self::problems( $answer['body'] ), 400 );
		}
		$status = self::status( $answer );
		if ( '' === $status ) {
			if ( 'publish' === self::setting( 'unreachable' ) ) {
				return $approved;
			}
			self::$waits = '';
			return 0;
		}
		switch ( $status ) {
			case 'published':
				return $approved;
			case 'pending':
				self::$waits = $answer['body']['id'];
				return 0;
			default:
				return new WP_Error( 'charte_refused', self::reasons( $answer['body'] ), 403 );
		}
	}

	/**
	 * Notes of a comment that was just stored that it waits at Charte.
	 *
	 * @param int $comment_id Its number.
	 */
	public static function note( $comment_id ) {
		if ( null !== self::$waits ) {
			add_comment_meta( $comment_id, self::WAITS, self::$waits, true );
			self::$waits = null;
		}
	}

	/**
	 * Sends what could not be sent, and does what moderators decided.
	 *
	 * Each go begins where the one before ended: what waits for long keeps nothing else waiting.
	 */
	public static function catch_up() {
		$query = array(
			'status'   => 'hold',
			'meta_key' => self::WAITS, // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_key -- Few wait.
			'fields'   => 'ids',
			'orderby'  => 'comment_ID',
			'order'    => 'ASC',
		);
		$numbers = array_map( 'intval', get_comments( $query ) );
		$last    = (int) get_option( self::LAST, 0 );
		$after   = array_filter(
			$numbers,
			function ( $number ) use ( $last ) {
				return $number > $last;
			}
		);
		foreach ( array_slice( array_merge( $after, array_diff( $numbers, $after ) ), 0, self::AT_ONCE ) as $number ) {
			$comment = get_comment( $number );
			if ( ! $comment ) {
				continue; // It was deleted just now.
			}
			$id     = get_comment_meta( $comment->comment_ID, self::WAITS, true );
			$answer = '' === $id ? self::send( $comment->to_array() ) : self::ask( 'GET', '/comments/' . rawurlencode( $id ) );
			if ( null === $answer ) {
				return; // Charte is away: the others would wait in vain, too.
			}
			self::settle( $comment, $answer );
			update_option( self::LAST, $number, false );
		}
	}

	/**
	 * Does what became of a comment that waited.
	 *
	 * @param WP_Comment $comment The comment.
	 * @param array      $answer  What Charte says of it.
	 */
	private static function settle( $comment, $answer ) {
		$status = self::status( $answer );
		if ( 'pending' === $status ) {
			update_comment_meta( $comment->comment_ID, self::WAITS, $answer['body']['id'] );
			return;
		}
		// From here on it is WordPress's again: what Charte cannot take, or does not know any more, waits here.
		delete_comment_meta( $comment->comment_ID, self::WAITS );
		if ( 'published' === $status ) {
			wp_set_comment_status( $comment, 'approve' );
		} elseif ( '' !== $status ) {
			wp_trash_comment( $comment );
		}
	}

	/**
	 * Returns where a comment stands at Charte.
	 *
	 * @param array|null $answer What Charte says of it.
	 * @return string Empty if it says nothing of a comment.
	 */
	private static function status( $answer ) {
		return in_array( $answer['code'] ?? 0, array( 200, 201 ), true ) ? $answer['body']['status'] : '';
	}

	/**
	 * Submits a comment to Charte.
	 *
	 * @param array $comment The comment, without slashes.
	 * @return array|null code and body; null if Charte cannot be reached.
	 */
	private static function send( $comment ) {
		$post_id = (int) $comment['comment_post_ID'];
		$site    = wp_parse_url( home_url(), PHP_URL_HOST );
		$title   = self::plain( get_the_title( $post_id ) );
		$url     = get_permalink( $post_id );
		$content = array(
			'article'     => array(
				'key'   => $site . ':' . $post_id,
				'title' => mb_substr( $title ? $title : $url, 0, 500 ),
				'url'   => $url,
			),
			'author_name' => self::plain( $comment['comment_author'] ),
			'text'        => self::plain( $comment['comment_content'] ),
		);
		if ( is_email( $comment['comment_author_email'] ) ) {
			$content['email'] = $comment['comment_author_email'];
		}
		// Sent twice, it is one comment.
		$name = hash( 'sha256', wp_json_encode( $content ) );
		return self::ask( 'POST', '/comments', $content, array( 'Idempotency-Key' => $name ) );
	}

	/**
	 * Asks Charte.
	 *
	 * @param string     $method  GET or POST.
	 * @param string     $path    Below /api/v1.
	 * @param array|null $content What is sent.
	 * @param array      $headers More headers.
	 * @return array|null code and body; null if there is no answer that can be used.
	 */
	private static function ask( $method, $path, $content = null, $headers = array() ) {
		$args = array(
			'method'      => $method,
			'timeout'     => self::TIMEOUT,
			// A redirect could carry the key elsewhere.
			'redirection' => 0,
			'headers'     => $headers + array(
				'Authorization'   => 'Bearer ' . self::setting( 'key' ),
				'Content-Type'    => 'application/json',
				// Problems are told in the reader's language.
				'Accept-Language' => sanitize_text_field( wp_unslash( $_SERVER['HTTP_ACCEPT_LANGUAGE'] ?? 'fr' ) ),
			),
		);
		if ( null !== $content ) {
			$args['body'] = wp_json_encode( $content );
		}
		$answer = wp_remote_request( self::setting( 'address' ) . '/api/v1' . $path, $args );
		$code   = (int) wp_remote_retrieve_response_code( $answer );
		$body   = json_decode( wp_remote_retrieve_body( $answer ), true );
		return is_array( $body ) && in_array( $code, array( 200, 201, 404, 422 ), true ) ? compact( 'code', 'body' ) : null;
	}

	/**
	 * Returns what is wrong with a comment that cannot be taken.
	 *
	 * @param array $problem A problem (RFC 9457).
	 * @return string HTML.
	 */
	private static function problems( $problem ) {
		$details = wp_list_pluck( $problem['errors'] ?? array(), 'detail' );
		return implode( '<br>', array_map( 'esc_html', $details ? $details : array( $problem['detail'] ?? '' ) ) );
	}

	/**
	 * Returns why a comment is refused: each clause, the words in question, and where its author can object.
	 *
	 * @param array $comment The comment as Charte shows it.
	 * @return string HTML.
	 */
	private static function reasons( $comment ) {
		$html = '';
		foreach ( $comment['statement']['grounds'] ?? array() as $ground ) {
			$html .= '<strong>' . esc_html( $ground['title'] ) . '</strong><br>' . esc_html( $ground['words'] );
			foreach ( $ground['passages'] as $passage ) {
				$html .= '<br><mark>' . esc_html( $passage['text'] ) . '</mark>';
			}
			$html .= '</p><p>' . nl2br( esc_html( $ground['explanation'] ) ) . '</p><p>';
		}
		$url = $comment['outcome_url'];
		return $html . '<a href="' . esc_url( $url ) . '">' . esc_html( $url ) . '</a>';
	}

	/**
	 * Returns text as its author reads it: no tags, no entities; a link says where it leads.
	 *
	 * @param string $html HTML.
	 * @return string
	 */
	private static function plain( $html ) {
		$html = preg_replace( '/<a\s[^>]*href=["\']([^"\']*)["\'][^>]*>(.*?)<\/a>/is', '$2 ($1)', $html );
		return trim( html_entity_decode( wp_strip_all_tags( $html ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ) );
	}

	/**
	 * Returns a setting.
	 *
	 * @param string $name address, key or unreachable.
	 * @return string
	 */
	private static function setting( $name ) {
		$settings = get_option( self::OPTION, array() );
		return $settings[ $name ] ?? '';
	}

	/**
	 * Loads the translations of the settings; what readers are told comes from Charte.
	 */
	public static function translate() {
		load_plugin_textdomain( 'charte', false, dirname( plugin_basename( __FILE__ ) ) . '/languages' );
	}

	/**
	 * Adds the interval at which decisions are asked for.
	 *
	 * @param array $schedules The intervals that there are.
	 * @return array
	 */
	public static function five_minutes( $schedules ) {
		$schedules['charte'] = array(
			'interval' => 5 * MINUTE_IN_SECONDS,
			'display'  => __( 'Every five minutes', 'charte' ),
		);
		return $schedules;
	}

	/**
	 * Begins to ask for decisions.
	 */
	public static function activate() {
		if ( ! wp_next_scheduled( self::EVENT ) ) {
			wp_schedule_event( time(), 'charte', self::EVENT );
		}
	}

	/**
	 * Asks no more.
	 */
	public static function deactivate() {
		wp_clear_scheduled_hook( self::EVENT );
	}

	/**
	 * Adds the page of the settings.
	 */
	public static function add_page() {
		add_options_page( __( 'Charte', 'charte' ), __( 'Charte', 'charte' ), 'manage_options', 'charte', array( __CLASS__, 'page' ) );
	}

	/**
	 * Registers the settings; WordPress checks nonce and right when they are saved.
	 */
	public static function register() {
		register_setting( 'charte', self::OPTION, array( 'sanitize_callback' => array( __CLASS__, 'sanitize' ) ) );
	}

	/**
	 * Returns settings that can be kept.
	 *
	 * @param mixed $given What was filled in; an empty key leaves the one that there is.
	 * @return array
	 */
	public static function sanitize( $given ) {
		$given = (array) $given;
		$key   = trim( sanitize_text_field( $given['key'] ?? '' ) );
		return array(
			'address'     => untrailingslashit( esc_url_raw( $given['address'] ?? '', array( 'https', 'http' ) ) ),
			'key'         => '' === $key ? self::setting( 'key' ) : $key,
			'unreachable' => 'publish' === ( $given['unreachable'] ?? '' ) ? 'publish' : 'hold',
		);
	}

	/**
	 * Shows the settings, and whether Charte answers.
	 */
	public static function page() {
		if ( ! current_user_can( 'manage_options' ) ) {
			return;
		}
		$unreachable = self::setting( 'unreachable' );
		$answers     = self::setting( 'address' ) && self::ask( 'GET', '/promise' );
		?>
		<div class="wrap">
			<h1><?php esc_html_e( 'Charte', 'charte' ); ?></h1>
			<p><?php echo $answers ? esc_html__( 'Charte answers.', 'charte' ) : esc_html__( 'Charte does not answer: look at the address and the key.', 'charte' ); ?></p>
			<form method="post" action="options.php">
				<?php settings_fields( 'charte' ); ?>
				<p>
					<label for="charte-address"><?php esc_html_e( 'Address', 'charte' ); ?></label><br>
					<input id="charte-address" class="regular-text" type="url" name="<?php echo esc_attr( self::OPTION ); ?>[address]" value="<?php echo esc_attr( self::setting( 'address' ) ); ?>" placeholder="https://charte.journal.example">
				</p>
				<p>
					<label for="charte-key"><?php esc_html_e( 'Key, if it changes', 'charte' ); ?></label><br>
					<input id="charte-key" class="regular-text" type="password" autocomplete="off" name="<?php echo esc_attr( self::OPTION ); ?>[key]">
				</p>
				<fieldset>
					<legend><?php esc_html_e( 'While Charte cannot be reached, a comment', 'charte' ); ?></legend>
					<label><input type="radio" name="<?php echo esc_attr( self::OPTION ); ?>[unreachable]" value="hold" <?php checked( 'publish' !== $unreachable ); ?>> <?php esc_html_e( 'waits, and is sent later', 'charte' ); ?></label><br>
					<label><input type="radio" name="<?php echo esc_attr( self::OPTION ); ?>[unreachable]" value="publish" <?php checked( 'publish' === $unreachable ); ?>> <?php esc_html_e( 'follows the rules of WordPress, unread', 'charte' ); ?></label>
				</fieldset>
				<?php submit_button(); ?>
			</form>
		</div>
		<?php
	}
}

Charte_Comments::start();
