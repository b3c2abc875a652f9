<?php
/**
 * Stet's comments in the place of WordPress's own.
 *
 * @package Stet
 */

defined( 'ABSPATH' ) || exit;

/** Nothing of WordPress's comments is deleted: they are only not shown while the plugin is on. */
final class Stet_Comments {

	const SCRIPT = 'stet-embed';

	/** Blocks that show comments or their form; the first one of a page becomes Stet's. */
	const BLOCKS = array( 'core/comments', 'core/post-comments', 'core/comments-query-loop' );

	/** Blocks that belong to WordPress's own thread and stand alone in some themes. */
	const HIDDEN = array( 'core/post-comments-form', 'core/comment-template', 'core/comments-title', 'core/comments-pagination' );

	public static function register(): void {
		add_filter( 'comments_template', array( self::class, 'template' ), 99 );
		add_filter( 'render_block', array( self::class, 'block' ), 10, 2 );
		add_filter( 'get_comments_number', array( self::class, 'count' ), 10, 2 );
		add_filter( 'script_loader_tag', array( self::class, 'as_module' ), 10, 2 );
		add_action( 'pre_comment_on_post', array( self::class, 'refuse' ) );
		add_filter( 'rest_allow_anonymous_comments', '__return_false' );
	}

	/** Whether Stet takes the place of the comments. */
	public static function is_on(): bool {
		return '' !== Stet_Options::server();
	}

	/**
	 * The template of a classic theme's comment area.
	 *
	 * @param string $path The theme's own.
	 */
	public static function template( $path ) {
		return self::is_on() ? __DIR__ . '/comments-template.php' : $path;
	}

	/**
	 * The comment blocks of a block theme.
	 *
	 * @param string $html  What the block shows.
	 * @param array  $block The block.
	 */
	public static function block( $html, $block ) {
		$name = (string) ( $block['blockName'] ?? '' );
		if ( ! self::is_on() ) {
			return $html;
		}
		if ( in_array( $name, self::BLOCKS, true ) ) {
			return self::area( get_post() );
		}
		return in_array( $name, self::HIDDEN, true ) ? '' : $html;
	}

	/**
	 * The comment area of a post: the element, a link for readers without script, and the script.
	 *
	 * @param WP_Post|null $post The post.
	 */
	public static function area( $post ): string {
		if ( ! $post || ! Stet_Articles::has_comments( $post ) || post_password_required( $post ) ) {
			return '';
		}
		self::load_script();
		$address = Stet_Articles::address( $post );
		$plain   = Stet_Options::server() . '/embed/?url=' . rawurlencode( $address );
		$theme   = Stet_Options::get( 'theme' );
		$given   = array(
			'article' => $address,
			'lang'    => Stet_Articles::language(),
			'theme'   => 'page' === $theme ? '' : $theme,
			'title'   => __( 'Comments', 'stet' ),
		);
		$said    = '';
		foreach ( array_filter( $given ) as $name => $value ) {
			$said .= sprintf( ' %s="%s"', $name, esc_attr( $value ) );
		}
		// Classic themes give the area its width by the class that their own template has.
		return sprintf(
			'<div id="comments" class="comments-area default-max-width stet-comments"%s><stet-comments%s><a href="%s">%s</a></stet-comments></div>',
			self::signon(),
			$said,
			esc_url( $plain ),
			esc_html__( 'Read and write comments', 'stet' )
		);
	}

	/**
	 * How many comments a post has: as Stet told us last. It is 0 until then.
	 *
	 * @param int|string $count   WordPress's own count.
	 * @param int        $post_id Which post.
	 */
	public static function count( $count, $post_id ) {
		if ( ! self::is_on() ) {
			return $count;
		}
		return (int) get_post_meta( (int) $post_id, Stet_Articles::COUNT, true );
	}

	/** A comment that somebody sends to WordPress's own form, which stands nowhere any more. */
	public static function refuse(): void {
		if ( self::is_on() ) {
			wp_die( esc_html__( 'Comments are written below the article.', 'stet' ), '', array( 'response' => 403 ) );
		}
	}

	/**
	 * Modules keep to a page's content security policy, and load beside it.
	 *
	 * @param string $tag    The script element.
	 * @param string $handle Which script.
	 */
	public static function as_module( $tag, $handle ) {
		if ( ! in_array( $handle, array( self::SCRIPT, 'stet-signon' ), true ) || false !== strpos( $tag, 'type="module"' ) ) {
			return $tag;
		}
		$tag = str_replace( array( ' type="text/javascript"', " type='text/javascript'" ), '', $tag );
		return str_replace( '<script ', '<script type="module" ', $tag );
	}

	/** Where the page's script asks for the token of whoever is logged in, as attributes. */
	private static function signon(): string {
		if ( ! is_user_logged_in() || ! Stet_Signon::is_on() ) {
			return '';
		}
		$nonce = wp_create_nonce( 'wp_rest' );
		$url   = rest_url( 'stet/v1' . Stet_Signon::ROUTE );
		return sprintf( ' data-token-url="%s" data-nonce="%s"', esc_url( $url ), esc_attr( $nonce ) );
	}

	private static function load_script(): void {
		wp_enqueue_script( self::SCRIPT, Stet_Options::server() . '/embed.js', array(), null, true );
		if ( is_user_logged_in() && Stet_Signon::is_on() ) {
			wp_enqueue_script( 'stet-signon', plugins_url( 'assets/signon.js', STET_FILE ), array( self::SCRIPT ), STET_VERSION, true );
		}
	}
}
