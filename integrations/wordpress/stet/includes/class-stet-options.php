<?php
/**
 * What an administrator has set.
 *
 * @package Stet
 */

defined( 'ABSPATH' ) || exit;

/**
 * One option holds everything; constants of the same names in wp-config.php count before it, so that
 * secrets need not be in the database.
 */
final class Stet_Options {

	const NAME = 'stet';

	/** What there is to set, and what it is at first. */
	const DEFAULTS = array(
		'server'         => '', // address of Stet, without a slash at the end
		'token'          => '', // desk token of an editor, for taking articles in
		'webhook_secret' => '', // whsec_…
		'signon_kid'     => '',
		'signon_issuer'  => '',
		'signon_aud'     => '',
		'signon_secret'  => '', // base64url
		'email'          => '', // '1': e-mail addresses are given to Stet at sign-on
		'theme'          => 'page',
	);

	/** Settings that no page shows again. */
	const SECRETS = array( 'token', 'webhook_secret', 'signon_secret' );

	/**
	 * One setting, as text.
	 *
	 * @param string $name A key of DEFAULTS.
	 */
	public static function get( string $name ): string {
		$constant = self::constant( $name );
		if ( defined( $constant ) ) {
			return (string) constant( $constant );
		}
		$kept = get_option( self::NAME, array() );
		$kept = is_array( $kept ) ? $kept : array();
		return (string) ( $kept[ $name ] ?? self::DEFAULTS[ $name ] );
	}

	/**
	 * Whether wp-config.php sets it.
	 *
	 * @param string $name A key of DEFAULTS.
	 */
	public static function is_fixed( string $name ): bool {
		return defined( self::constant( $name ) );
	}

	/** The address of Stet, without a slash at the end; empty until it is set. */
	public static function server(): string {
		return untrailingslashit( self::get( 'server' ) );
	}

	/**
	 * The name of the constant that sets it.
	 *
	 * @param string $name A key of DEFAULTS.
	 */
	public static function constant( string $name ): string {
		return 'STET_' . strtoupper( $name );
	}
}
