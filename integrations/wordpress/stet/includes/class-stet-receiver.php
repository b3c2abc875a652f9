<?php
/**
 * What Stet tells: how many comments each article has.
 *
 * @package Stet
 */

defined( 'ABSPATH' ) || exit;

/** Takes Stet's webhooks, checks that they are signed, and keeps the count of each post. */
final class Stet_Receiver {

	const ROUTE       = '/webhook';
	const TOLERANCE_S = 300;

	public static function register(): void {
		add_action( 'rest_api_init', array( self::class, 'routes' ) );
	}

	public static function routes(): void {
		register_rest_route(
			'stet/v1',
			self::ROUTE,
			array(
				'methods'             => 'POST',
				'callback'            => array( self::class, 'take' ),
				// Whoever calls has no account: the signature says who it is.
				'permission_callback' => array( self::class, 'is_signed' ),
			)
		);
	}

	/** The address to give to Stet. */
	public static function address(): string {
		return rest_url( 'stet/v1' . self::ROUTE );
	}

	/**
	 * Whether one of our secrets signed the message just now (standardwebhooks.com, version 1).
	 *
	 * @param WP_REST_Request $request The message.
	 */
	public static function is_signed( $request ): bool {
		$name = (string) $request->get_header( 'webhook-id' );
		$at   = (string) $request->get_header( 'webhook-timestamp' );
		if ( ! ctype_digit( $at ) || abs( time() - (int) $at ) > self::TOLERANCE_S ) {
			return false;
		}
		$signed = "$name.$at." . $request->get_body();
		$given  = explode( ' ', (string) $request->get_header( 'webhook-signature' ) );
		$good   = false;
		// Two while the secret is being changed, with a space between.
		foreach ( preg_split( '/\s+/', Stet_Options::get( 'webhook_secret' ), -1, PREG_SPLIT_NO_EMPTY ) as $secret ) {
			$key      = (string) base64_decode( (string) preg_replace( '/^whsec_/', '', $secret ) );
			$expected = 'v1,' . base64_encode( hash_hmac( 'sha256', $signed, $key, true ) );
			foreach ( $given as $one ) {
				$good = hash_equals( $expected, $one ) || $good;
			}
		}
		return $good;
	}

	/**
	 * Keeps the count that a message gives, unless a later one gave another.
	 *
	 * @param WP_REST_Request $request The message.
	 */
	public static function take( $request ) {
		$event   = json_decode( $request->get_body(), true );
		$article = is_array( $event ) ? ( $event['data']['article'] ?? null ) : null;
		$post_id = is_array( $article ) ? self::post_at( (string) ( $article['url'] ?? '' ) ) : 0;
		if ( $post_id && 'article.merged' !== ( $event['type'] ?? '' ) ) {
			$sequence = (int) ( $event['sequence'] ?? 0 );
			if ( $sequence >= (int) get_post_meta( $post_id, Stet_Articles::SEQUENCE, true ) ) {
				update_post_meta( $post_id, Stet_Articles::SEQUENCE, $sequence );
				update_post_meta( $post_id, Stet_Articles::COUNT, max( 0, (int) ( $article['comments'] ?? 0 ) ) );
			}
		}
		return new WP_REST_Response( null, 204 );
	}

	/**
	 * The post at an address of ours; 0 if there is none.
	 *
	 * @param string $url An address.
	 */
	private static function post_at( string $url ): int {
		if ( '' === $url || Stet_Articles::origin( $url ) !== Stet_Articles::origin( home_url( '/' ) ) ) {
			return 0;
		}
		return (int) url_to_postid( $url );
	}
}
