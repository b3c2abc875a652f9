<?php
/**
 * Talking to Stet.
 *
 * @package Stet
 */

defined( 'ABSPATH' ) || exit;

/** One call of Stet's interface, and what its failure means in words. */
final class Stet_Server {

	const LIMIT_S = 10;

	/**
	 * Asks Stet. The answer's members, or a WP_Error whose message is for people.
	 *
	 * @param string     $method GET or POST.
	 * @param string     $path   Below /api/v1/, with its query.
	 * @param array|null $body   What is sent, as JSON.
	 * @return array|WP_Error
	 */
	public static function ask( string $method, string $path, ?array $body = null ) {
		$server = Stet_Options::server();
		if ( '' === $server ) {
			return new WP_Error( 'stet_unset', __( 'The address of your Stet is not set yet.', 'stet' ) );
		}
		$headers = array( 'Accept' => 'application/json' );
		if ( '' !== Stet_Options::get( 'token' ) ) {
			$headers['Authorization'] = 'Bearer ' . Stet_Options::get( 'token' );
		}
		$given = array(
			'method'      => $method,
			'headers'     => $headers,
			'timeout'     => self::LIMIT_S,
			'redirection' => 0,
		);
		if ( null !== $body ) {
			$given['headers']['Content-Type'] = 'application/json';
			$given['body']                    = wp_json_encode( $body );
		}
		$answer = wp_remote_request( "$server/api/v1/$path", $given );
		if ( is_wp_error( $answer ) ) {
			/* translators: %s: what the network said. */
			return new WP_Error( 'stet_unreachable', sprintf( __( 'Stet cannot be reached: %s', 'stet' ), $answer->get_error_message() ) );
		}
		return self::read( (int) wp_remote_retrieve_response_code( $answer ), (string) wp_remote_retrieve_body( $answer ) );
	}

	/**
	 * What an answer says.
	 *
	 * @param int    $status The HTTP status.
	 * @param string $raw    The body.
	 * @return array|WP_Error
	 */
	private static function read( int $status, string $raw ) {
		$said = json_decode( $raw, true );
		if ( $status >= 200 && $status <= 299 && is_array( $said ) ) {
			return $said;
		}
		if ( 401 === $status ) {
			return new WP_Error( 'stet_token', __( 'Stet does not know the token. Make one at the desk under Account, as an editor.', 'stet' ) );
		}
		if ( 403 === $status ) {
			return new WP_Error( 'stet_role', __( 'The token belongs to somebody who may not take articles in. An editor may.', 'stet' ) );
		}
		if ( ! is_array( $said ) ) {
			/* translators: %d: an HTTP status. */
			return new WP_Error( 'stet_elsewhere', sprintf( __( 'At this address something else than Stet answers (status %d).', 'stet' ), $status ) );
		}
		$why = (string) ( $said['detail'] ?? '' );
		foreach ( (array) ( $said['errors'] ?? array() ) as $error ) {
			$why .= ' ' . ( $error['field'] ?? '' ) . ': ' . ( $error['message'] ?? '' );
		}
		/* translators: %s: what Stet said. */
		return new WP_Error( 'stet_refused', sprintf( __( 'Stet refused: %s', 'stet' ), $why ) );
	}

	/**
	 * Tries what the plugin needs of Stet: sentences, each with whether it is well.
	 *
	 * @return array<int, array{0: bool, 1: string}>
	 */
	public static function trial(): array {
		$origin = Stet_Articles::origin( home_url( '/' ) );
		$found  = array();
		$reads  = self::ask( 'GET', 'guidelines' );
		if ( is_wp_error( $reads ) ) {
			return array( array( false, $reads->get_error_message() ) );
		}
		$found[] = array( true, __( 'Stet answers.', 'stet' ) );
		$allowed = wp_remote_request( Stet_Options::server() . '/embed/?url=' . rawurlencode( home_url( '/' ) ), array( 'timeout' => self::LIMIT_S, 'redirection' => 0 ) );
		$policy  = is_wp_error( $allowed ) ? '' : (string) wp_remote_retrieve_header( $allowed, 'content-security-policy' );
		$may     = (bool) preg_match( '/frame-ancestors[^;]*\s' . preg_quote( $origin, '/' ) . '(\s|;|$)/', $policy );
		/* translators: %s: an origin such as https://news.example.org. */
		$words   = $may ? __( 'Comments may stand on %s.', 'stet' ) : __( 'Comments may not stand on %s yet: an editor allows it at the desk, under Site.', 'stet' );
		$found[] = array( $may, sprintf( $words, $origin ) );
		if ( '' === Stet_Options::get( 'token' ) ) {
			$found[] = array( true, __( 'Without a token, Stet looks at the page of an article by itself when its first comment comes.', 'stet' ) );
			return $found;
		}
		$takes   = self::ask( 'GET', 'desk/articles' );
		$found[] = is_wp_error( $takes ) ? array( false, $takes->get_error_message() ) : array( true, __( 'The token counts.', 'stet' ) );
		return $found;
	}
}
