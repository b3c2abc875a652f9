<?php
/**
 * Readers who are logged in here are known to Stet.
 *
 * @package Stet
 */

defined( 'ABSPATH' ) || exit;

/** Signs a short token for whoever is logged in; the page's script asks for it. */
final class Stet_Signon {

	const LIVES_S = 300;
	const ROUTE   = '/token';

	public static function register(): void {
		add_action( 'rest_api_init', array( self::class, 'routes' ) );
	}

	public static function routes(): void {
		register_rest_route(
			'stet/v1',
			self::ROUTE,
			array(
				'methods'             => 'POST',
				'callback'            => array( self::class, 'answer' ),
				// WordPress itself takes a cookie here only with its nonce: no other site can ask.
				'permission_callback' => 'is_user_logged_in',
			)
		);
	}

	/** Whether everything that signing needs is set. */
	public static function is_on(): bool {
		foreach ( array( 'signon_kid', 'signon_issuer', 'signon_aud', 'signon_secret' ) as $name ) {
			if ( '' === Stet_Options::get( $name ) ) {
				return false;
			}
		}
		return true;
	}

	/** The token of whoever asks, as WordPress's interface answers. */
	public static function answer() {
		if ( ! self::is_on() ) {
			return new WP_Error( 'stet_signon_off', __( 'Sign-on is not set up.', 'stet' ), array( 'status' => 404 ) );
		}
		$response = new WP_REST_Response( array( 'token' => self::token( wp_get_current_user(), time() ) ) );
		$response->header( 'Cache-Control', 'no-store, private' );
		return $response;
	}

	/**
	 * A JSON Web Token (HS256) for one user, as docs/sign-on.md describes it.
	 *
	 * @param WP_User $user Who.
	 * @param int     $now  Unix time.
	 */
	public static function token( $user, int $now ): string {
		$header = array(
			'alg' => 'HS256',
			'typ' => 'JWT',
			'kid' => Stet_Options::get( 'signon_kid' ),
		);
		$claims = array(
			'iss'  => Stet_Options::get( 'signon_issuer' ),
			'aud'  => Stet_Options::get( 'signon_aud' ),
			'sub'  => (string) $user->ID,
			'name' => (string) $user->display_name,
			'lang' => str_replace( '_', '-', get_user_locale( $user ) ),
			'iat'  => $now,
			'exp'  => $now + self::LIVES_S,
		);
		if ( '1' === Stet_Options::get( 'email' ) && '' !== (string) $user->user_email ) {
			$claims['email'] = (string) $user->user_email;
		}
		$signing = self::part( (string) wp_json_encode( $header ) ) . '.' . self::part( (string) wp_json_encode( $claims ) );
		$secret  = (string) base64_decode( strtr( Stet_Options::get( 'signon_secret' ), '-_', '+/' ) );
		return $signing . '.' . self::part( hash_hmac( 'sha256', $signing, $secret, true ) );
	}

	/**
	 * Base64 for addresses (RFC 4648, 5), without padding.
	 *
	 * @param string $raw Bytes.
	 */
	private static function part( string $raw ): string {
		return rtrim( strtr( base64_encode( $raw ), '+/', '-_' ), '=' );
	}
}
