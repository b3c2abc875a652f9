<?php
/**
 * The page of settings.
 *
 * @package Stet
 */

defined( 'ABSPATH' ) || exit;

/** Settings → Stet, for administrators: what is set, a trial of it, and what to do at Stet's desk. */
final class Stet_Settings {

	const PAGE  = 'stet';
	const GROUP = 'stet_group';
	const TRIAL = 'stet_trial';
	const MAY   = 'manage_options';

	public static function register(): void {
		add_action( 'admin_menu', array( self::class, 'menu' ) );
		add_action( 'admin_init', array( self::class, 'settings' ) );
		add_action( 'admin_post_' . self::TRIAL, array( self::class, 'try_out' ) );
	}

	public static function menu(): void {
		add_options_page( __( 'Stet comments', 'stet' ), __( 'Stet', 'stet' ), self::MAY, self::PAGE, array( self::class, 'show' ) );
	}

	public static function settings(): void {
		$given = array(
			'type'              => 'array',
			'default'           => Stet_Options::DEFAULTS,
			'sanitize_callback' => array( self::class, 'checked' ),
		);
		register_setting( self::GROUP, Stet_Options::NAME, $given );
		add_settings_section( 'stet_main', __( 'Your Stet', 'stet' ), '__return_null', self::PAGE );
		add_settings_section( 'stet_signon', __( 'Sign-on (optional)', 'stet' ), array( self::class, 'about_signon' ), self::PAGE );
		foreach ( self::fields() as $name => $field ) {
			$args = array( 'name' => $name, 'label_for' => "stet-$name" ) + $field;
			add_settings_field( "stet-$name", esc_html( $field['title'] ), array( self::class, 'field' ), self::PAGE, $field['section'], $args );
		}
	}

	/** @return array<string, array<string, string>> What each field is called, and what is said below it. */
	private static function fields(): array {
		return array(
			'server'         => array(
				'section' => 'stet_main',
				'title'   => __( 'Address of Stet', 'stet' ),
				'hint'    => __( 'Such as https://comments.example.org, with its path if it has one.', 'stet' ),
			),
			'token'          => array(
				'section' => 'stet_main',
				'title'   => __( 'Desk token', 'stet' ),
				'hint'    => __( 'Of an editor, made at the desk under Account. With it, posts are known to Stet as soon as they are published.', 'stet' ),
			),
			'webhook_secret' => array(
				'section' => 'stet_main',
				'title'   => __( 'Secret of the webhook', 'stet' ),
				/* translators: %s: an address. */
				'hint'    => sprintf( __( 'Add a webhook at the desk for comment.approved, comment.rejected, comment.held, comment.withdrawn and comment.erased, with the address %s.', 'stet' ), Stet_Receiver::address() ),
			),
			'theme'          => array(
				'section' => 'stet_main',
				'title'   => __( 'Look', 'stet' ),
				'hint'    => '',
			),
			'signon_kid'     => array( 'section' => 'stet_signon', 'title' => 'kid', 'hint' => '' ),
			'signon_issuer'  => array( 'section' => 'stet_signon', 'title' => 'iss', 'hint' => '' ),
			'signon_aud'     => array( 'section' => 'stet_signon', 'title' => 'aud', 'hint' => '' ),
			'signon_secret'  => array( 'section' => 'stet_signon', 'title' => __( 'Secret of the key', 'stet' ), 'hint' => '' ),
			'email'          => array(
				'section' => 'stet_signon',
				'title'   => __( 'E-mail address', 'stet' ),
				'hint'    => __( 'Fill it in for readers who are logged in.', 'stet' ),
			),
		);
	}

	public static function about_signon(): void {
		echo '<p>' . esc_html__( 'Readers who are logged in here need not type their name. An administrator makes a key at Stet\'s desk, under Sign-on, with the algorithm HS256; the page there shows all four.', 'stet' ) . '</p>';
	}

	/**
	 * One field.
	 *
	 * @param array $args Its name and hint.
	 */
	public static function field( $args ): void {
		$name  = $args['name'];
		$fixed = Stet_Options::is_fixed( $name );
		$value = Stet_Options::get( $name );
		$id    = "stet-$name";
		$field = Stet_Options::NAME . "[$name]";
		if ( 'theme' === $name ) {
			self::choice( $id, $field, $value, $fixed );
		} elseif ( 'email' === $name ) {
			printf( '<input type="checkbox" id="%s" name="%s" value="1" %s %s>', esc_attr( $id ), esc_attr( $field ), checked( $value, '1', false ), disabled( $fixed, true, false ) );
		} else {
			$secret = in_array( $name, Stet_Options::SECRETS, true );
			$is_set = $secret && '' !== $value && ! $fixed;
			printf(
				'<input type="%s" id="%s" name="%s" value="%s" class="regular-text code" placeholder="%s" autocomplete="off" %s>',
				$secret ? 'password' : 'text',
				esc_attr( $id ),
				esc_attr( $field ),
				esc_attr( $secret ? '' : $value ),
				$is_set ? '••••••••' : '',
				disabled( $fixed, true, false )
			);
			if ( $is_set ) {
				echo '<p class="description">' . esc_html__( 'It is set. Leave this empty to keep it, or type a single - to forget it.', 'stet' ) . '</p>';
			}
		}
		if ( $fixed ) {
			/* translators: %s: the name of a constant. */
			echo '<p class="description">' . esc_html( sprintf( __( 'Set in wp-config.php, as %s.', 'stet' ), Stet_Options::constant( $name ) ) ) . '</p>';
		} elseif ( '' !== $args['hint'] ) {
			echo '<p class="description">' . esc_html( $args['hint'] ) . '</p>';
		}
	}

	private static function choice( string $id, string $field, string $value, bool $fixed ): void {
		$looks = array(
			'page'  => __( 'as the page has it', 'stet' ),
			'auto'  => __( 'as the reader\'s system has it', 'stet' ),
			'light' => __( 'light', 'stet' ),
			'dark'  => __( 'dark', 'stet' ),
		);
		printf( '<select id="%s" name="%s" %s>', esc_attr( $id ), esc_attr( $field ), disabled( $fixed, true, false ) );
		foreach ( $looks as $look => $title ) {
			printf( '<option value="%s" %s>%s</option>', esc_attr( $look ), selected( $value, $look, false ), esc_html( $title ) );
		}
		echo '</select>';
	}

	/**
	 * What was typed, as it is kept. A secret that was left empty stays.
	 *
	 * @param mixed $typed What came from the form.
	 */
	public static function checked( $typed ): array {
		$typed  = is_array( $typed ) ? $typed : array();
		$before = get_option( Stet_Options::NAME, array() );
		$before = is_array( $before ) ? $before : array();
		$kept   = array();
		foreach ( Stet_Options::DEFAULTS as $name => $default ) {
			$value = isset( $typed[ $name ] ) && is_string( $typed[ $name ] ) ? trim( sanitize_text_field( $typed[ $name ] ) ) : '';
			if ( in_array( $name, Stet_Options::SECRETS, true ) ) {
				$value = '' === $value ? (string) ( $before[ $name ] ?? $default ) : ( '-' === $value ? '' : $value );
			}
			$kept[ $name ] = $value;
		}
		$kept['server'] = untrailingslashit( esc_url_raw( $kept['server'], array( 'https', 'http' ) ) );
		if ( '' !== ( $typed['server'] ?? '' ) && '' === $kept['server'] ) {
			add_settings_error( Stet_Options::NAME, 'server', __( 'The address of Stet must begin with https://.', 'stet' ) );
			$kept['server'] = (string) ( $before['server'] ?? '' );
		}
		if ( ! in_array( $kept['theme'], array( 'page', 'auto', 'light', 'dark' ), true ) ) {
			$kept['theme'] = 'page';
		}
		$kept['email'] = '1' === $kept['email'] ? '1' : '';
		return $kept;
	}

	/** Tries the settings, and comes back to the page with what was found. */
	public static function try_out(): void {
		if ( ! current_user_can( self::MAY ) ) {
			wp_die( esc_html__( 'You may not do this.', 'stet' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( self::TRIAL );
		set_transient( self::trial_name(), Stet_Server::trial(), MINUTE_IN_SECONDS );
		wp_safe_redirect( admin_url( 'options-general.php?page=' . self::PAGE ) );
		exit;
	}

	private static function trial_name(): string {
		return self::TRIAL . '_' . get_current_user_id();
	}

	public static function show(): void {
		if ( ! current_user_can( self::MAY ) ) {
			return;
		}
		echo '<div class="wrap"><h1>' . esc_html__( 'Stet comments', 'stet' ) . '</h1>';
		self::show_trial();
		echo '<form method="post" action="options.php">';
		settings_fields( self::GROUP );
		do_settings_sections( self::PAGE );
		submit_button();
		echo '</form><h2>' . esc_html__( 'Try it', 'stet' ) . '</h2>';
		printf( '<form method="post" action="%s">', esc_url( admin_url( 'admin-post.php' ) ) );
		printf( '<input type="hidden" name="action" value="%s">', esc_attr( self::TRIAL ) );
		wp_nonce_field( self::TRIAL );
		submit_button( __( 'Try the connection', 'stet' ), 'secondary' );
		echo '</form><h2>' . esc_html__( 'The comments that are here', 'stet' ) . '</h2><p>';
		echo esc_html__( 'They stay in WordPress, untouched, and are only not shown. To have them in Stet too, export them under Tools, Export, and bring the file in:', 'stet' );
		echo '</p><pre><code>stet import wordpress export.xml</code></pre></div>';
	}

	private static function show_trial(): void {
		$found = get_transient( self::trial_name() );
		delete_transient( self::trial_name() );
		foreach ( is_array( $found ) ? $found : array() as $one ) {
			printf( '<div class="notice notice-%s"><p>%s</p></div>', $one[0] ? 'success' : 'error', esc_html( $one[1] ) );
		}
	}
}
