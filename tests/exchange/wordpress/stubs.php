<?php
// As much of WordPress as the plugin touches, with its state in a JSON file: enough to run every line of
// the plugin, and nothing that would make up for a mistake of its own.

define( 'ABSPATH', __DIR__ . '/' );
define( 'MINUTE_IN_SECONDS', 60 );

final class Stub {
	public static array $hooks = array();
	public static array $routes = array();
	public static array $scripts = array();
	public static array $state = array();
	public static int $user = 0;

	public static function load(): void {
		$path        = getenv( 'STUB_STATE' );
		self::$state = is_file( $path ) ? json_decode( file_get_contents( $path ), true ) : array();
		self::$state += array( 'options' => array(), 'meta' => array(), 'cron' => array(), 'transients' => array(), 'posts' => array() );
	}

	public static function save(): void {
		file_put_contents( getenv( 'STUB_STATE' ), json_encode( self::$state ) );
	}
}
Stub::load();
register_shutdown_function( array( 'Stub', 'save' ) );

class WP_Error {
	private string $code;
	private string $message;
	public array $data;
	public function __construct( $code, $message = '', $data = array() ) {
		$this->code    = $code;
		$this->message = $message;
		$this->data    = $data;
	}
	public function get_error_code() { return $this->code; }
	public function get_error_message() { return $this->message; }
}

class WP_REST_Response {
	public $data;
	public int $status;
	public array $headers = array();
	public function __construct( $data = null, $status = 200 ) {
		$this->data   = $data;
		$this->status = $status;
	}
	public function header( $name, $value ) { $this->headers[ $name ] = $value; }
}

class WP_REST_Request {
	private string $body;
	private array $headers;
	public function __construct( string $body, array $headers ) {
		$this->body    = $body;
		$this->headers = $headers;
	}
	public function get_body() { return $this->body; }
	public function get_header( $name ) { return $this->headers[ str_replace( '-', '_', strtolower( $name ) ) ] ?? null; }
}

class WP_Post {
	public $ID, $post_status, $post_type = 'post', $post_author = 1, $post_title, $post_content, $post_excerpt = '', $comment_status = 'open', $post_password = '';
}

class WP_User {
	public $ID, $display_name, $user_email;
}

function add_filter( $name, $called, $order = 10, $most = 1 ) { Stub::$hooks[ $name ][ $order ][] = array( $called, $most ); }
function add_action( $name, $called, $order = 10, $most = 1 ) { add_filter( $name, $called, $order, $most ); }
function apply_filters( $name, $value, ...$more ) {
	$hooked = Stub::$hooks[ $name ] ?? array();
	ksort( $hooked );
	foreach ( $hooked as $all ) {
		foreach ( $all as [ $called, $most ] ) {
			$value = $called( ...array_slice( array( $value, ...$more ), 0, $most ) );
		}
	}
	return $value;
}
function do_action( $name, ...$given ) {
	$hooked = Stub::$hooks[ $name ] ?? array();
	ksort( $hooked );
	foreach ( $hooked as $all ) {
		foreach ( $all as [ $called, $most ] ) {
			$called( ...array_slice( $given, 0, $most ) );
		}
	}
}
function __return_false() { return false; }
function __return_null() { return null; }

function get_option( $name, $otherwise = false ) { return Stub::$state['options'][ $name ] ?? $otherwise; }
function delete_option( $name ) { unset( Stub::$state['options'][ $name ] ); }
function register_setting( $group, $name, $given ) { Stub::$hooks["sanitize:$name"][10][] = array( $given['sanitize_callback'], 1 ); }
function update_option( $name, $value ) { Stub::$state['options'][ $name ] = apply_filters( "sanitize:$name", $value ); }
function get_post_meta( $id, $name, $single ) { return Stub::$state['meta'][ $id ][ $name ] ?? ''; }
function update_post_meta( $id, $name, $value ) { Stub::$state['meta'][ $id ][ $name ] = (string) $value; }
function delete_post_meta( $id, $name ) { unset( Stub::$state['meta'][ $id ][ $name ] ); }
function delete_post_meta_by_key( $name ) { foreach ( Stub::$state['meta'] as &$all ) { unset( $all[ $name ] ); } }
function get_transient( $name ) { return Stub::$state['transients'][ $name ] ?? false; }
function set_transient( $name, $value, $s ) { Stub::$state['transients'][ $name ] = $value; }
function delete_transient( $name ) { unset( Stub::$state['transients'][ $name ] ); }

function wp_schedule_single_event( $at, $hook, $args ) { Stub::$state['cron'][] = array( $at, $hook, $args ); }
function wp_clear_scheduled_hook( $hook, $args ) { Stub::$state['cron'] = array_values( array_filter( Stub::$state['cron'], fn( $one ) => $one[1] !== $hook || $one[2] !== $args ) ); }
function wp_unschedule_hook( $hook ) { Stub::$state['cron'] = array_values( array_filter( Stub::$state['cron'], fn( $one ) => $one[1] !== $hook ) ); }
function run_cron() {
	$due                  = Stub::$state['cron'];
	Stub::$state['cron'] = array();
	foreach ( $due as [ $at, $hook, $args ] ) {
		if ( $at <= time() ) {
			do_action( $hook, ...$args );
		} else {
			Stub::$state['cron'][] = array( $at, $hook, $args );
		}
	}
}

function home_url( $path = '' ) { return getenv( 'STUB_HOME' ) . $path; }
function rest_url( $path = '' ) { return home_url( "/wp-json/$path" ); }
function admin_url( $path = '' ) { return home_url( "/wp-admin/$path" ); }
function plugins_url( $path, $file ) { return home_url( "/wp-content/plugins/stet/$path" ); }
function get_post( $id = null ) {
	$found = Stub::$state['posts'][ $id ?? 7 ] ?? null;
	if ( ! $found ) {
		return null;
	}
	$post = new WP_Post();
	foreach ( $found as $name => $value ) {
		$post->$name = $value;
	}
	return $post;
}
function get_permalink( $post ) { return home_url( "/{$post->ID}/bridge/" ); }
function url_to_postid( $url ) { return preg_match( '#/(\d+)/bridge/$#', $url, $found ) && isset( Stub::$state['posts'][ $found[1] ] ) ? (int) $found[1] : 0; }
function get_the_title( $post ) { return $post->post_title; }
function get_post_time( $form, $gmt, $post ) { return '2026-03-01T08:00:00+00:00'; }
function get_the_terms( $post, $taxonomy ) { return 'post_tag' === $taxonomy ? array( (object) array( 'name' => 'City &amp; river' ) ) : false; }
function get_the_author_meta( $name, $id ) { return 'Nora Hale'; }
function post_type_supports( $type, $what ) { return 'post' === $type && 'comments' === $what; }
function post_password_required( $post ) { return '' !== $post->post_password; }
function comments_open( $post ) { return 'open' === $post->comment_status; }
function strip_shortcodes( $words ) { return preg_replace( '/\[[^\]]*\]/', '', $words ); }
function wp_strip_all_tags( $words ) { return trim( strip_tags( preg_replace( '@<(script|style)[^>]*?>.*?</\\1>@si', '', $words ) ) ); }
function get_locale() { return 'de_DE_formal'; }
function get_user_locale( $user ) { return 'de_DE'; }
function wp_parse_url( $url ) { return parse_url( $url ); }
function untrailingslashit( $words ) { return rtrim( $words, '/\\' ); }
function wp_json_encode( $value ) { return json_encode( $value ); }

function __( $words, $domain ) { return 'stet' === $domain ? $words : die( 'no text domain' ); }
function esc_html__( $words, $domain ) { return esc_html( __( $words, $domain ) ); }
function esc_html( $words ) { return htmlspecialchars( (string) $words, ENT_QUOTES ); }
function esc_attr( $words ) { return htmlspecialchars( (string) $words, ENT_QUOTES ); }
function esc_url( $url ) { return esc_attr( esc_url_raw( $url ) ); }
function esc_url_raw( $url, $protocols = array( 'http', 'https' ) ) { return in_array( parse_url( $url, PHP_URL_SCHEME ), $protocols, true ) ? $url : ''; }
function sanitize_text_field( $words ) { return trim( preg_replace( '/\s+/', ' ', strip_tags( $words ) ) ); }
function checked( $one, $other, $say ) { return $one === $other ? 'checked' : ''; }
function selected( $one, $other, $say ) { return $one === $other ? 'selected' : ''; }
function disabled( $one, $other, $say ) { return $one === $other ? 'disabled' : ''; }

function is_user_logged_in() { return Stub::$user > 0; }
function get_current_user_id() { return Stub::$user; }
function wp_get_current_user() {
	$user               = new WP_User();
	$user->ID           = Stub::$user;
	$user->display_name = 'Rosa Lund';
	$user->user_email   = 'rosa@example.org';
	return $user;
}
function current_user_can( $what ) { return 1 === Stub::$user && 'manage_options' === $what; }
function wp_create_nonce( $what ) { return "nonce-$what"; }
function wp_nonce_field( $what ) { printf( '<input name="_wpnonce" value="nonce-%s">', $what ); }
function check_admin_referer( $what ) {
	if ( ( $_REQUEST['_wpnonce'] ?? '' ) !== "nonce-$what" ) {
		wp_die( 'The link has expired.', '', array( 'response' => 403 ) );
	}
}
function wp_die( $words, $title = '', $given = array() ) { throw new RuntimeException( ( $given['response'] ?? 500 ) . " $words" ); }
function wp_safe_redirect( $url ) { throw new RuntimeException( "302 $url" ); }

function add_options_page( ...$given ) {}
function add_settings_section( $id, $title, $called, $page ) { Stub::$hooks["sections:$page"][] = array( $id, $title, $called ); }
function add_settings_field( $id, $title, $called, $page, $section, $args ) { Stub::$hooks["fields:$section"][] = array( $title, $called, $args ); }
function do_settings_sections( $page ) {
	foreach ( Stub::$hooks["sections:$page"] as [ $id, $title, $called ] ) {
		echo "<h2>$title</h2>";
		$called();
		foreach ( Stub::$hooks["fields:$id"] as [ $label, $shown, $args ] ) {
			echo "<label for=\"{$args['label_for']}\">$label</label>";
			$shown( $args );
		}
	}
}
function settings_fields( $group ) { echo "<input name=\"option_page\" value=\"$group\">"; }
function submit_button( $words = 'Save', $kind = 'primary' ) { echo "<button>$words</button>"; }
function add_settings_error( $setting, $code, $words ) { Stub::$state['transients']['errors'][] = $words; }

function register_rest_route( $space, $route, $given ) { Stub::$routes[ "/$space$route" ] = $given; }
function wp_enqueue_script( $handle, $src, $needs = array(), $version = '', $footer = false ) { Stub::$scripts[ $handle ] = $src; }

function is_wp_error( $value ) { return $value instanceof WP_Error; }
function wp_remote_request( $url, $given ) {
	$headers = '';
	foreach ( $given['headers'] ?? array() as $name => $value ) {
		$headers .= "$name: $value\r\n";
	}
	$context = stream_context_create(
		array(
			'http' => array(
				'method'          => $given['method'] ?? 'GET',
				'header'          => $headers,
				'content'         => $given['body'] ?? '',
				'timeout'         => $given['timeout'],
				'follow_location' => 0,
				'ignore_errors'   => true,
			),
		)
	);
	$body    = @file_get_contents( $url, false, $context );
	if ( false === $body ) {
		return new WP_Error( 'http_request_failed', 'Connection refused' );
	}
	return array( 'body' => $body, 'lines' => $http_response_header );
}
function wp_remote_retrieve_body( $answer ) { return $answer['body']; }
function wp_remote_retrieve_response_code( $answer ) { return (int) explode( ' ', $answer['lines'][0] )[1]; }
function wp_remote_retrieve_header( $answer, $name ) {
	foreach ( $answer['lines'] as $line ) {
		if ( 0 === stripos( $line, "$name:" ) ) {
			return trim( substr( $line, strlen( $name ) + 1 ) );
		}
	}
	return '';
}

Stub::$state['posts'] += array(
	7 => array( 'ID' => 7, 'post_status' => 'publish', 'post_title' => 'The old bridge &amp; the river', 'post_content' => "<p>The council voted [gallery] to <b>close</b> it.</p><script>no()</script>" ),
	8 => array( 'ID' => 8, 'post_status' => 'publish', 'post_title' => 'Closed', 'post_content' => 'Words.', 'comment_status' => 'closed', 'post_password' => 'x' ),
);

require getenv( 'STUB_PLUGIN' ) . '/stet.php';
do_action( 'rest_api_init' );
do_action( 'admin_init' );
