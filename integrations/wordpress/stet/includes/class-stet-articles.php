<?php
/**
 * Posts as Stet's articles.
 *
 * @package Stet
 */

defined( 'ABSPATH' ) || exit;

/** Tells Stet of a post when it is published or changed, away from the editor's request. */
final class Stet_Articles {

	const TASK = 'stet_take_article';

	/** The pause before the second, third, … try. */
	const PAUSES = array( 60, 600, 3600, 21600 );

	/** Post meta: how many comments are public, and which message of Stet said so. */
	const COUNT    = '_stet_count';
	const SEQUENCE = '_stet_sequence';
	const PROBLEM  = '_stet_problem';

	public static function register(): void {
		add_action( 'transition_post_status', array( self::class, 'changed' ), 10, 3 );
		add_action( self::TASK, array( self::class, 'take' ), 10, 2 );
	}

	/**
	 * A post was published or changed.
	 *
	 * @param string  $status Its new status.
	 * @param string  $before Its old status.
	 * @param WP_Post $post   The post.
	 */
	public static function changed( $status, $before, $post ): void {
		if ( 'publish' !== $status || ! self::has_comments( $post ) ) {
			return;
		}
		if ( '' === Stet_Options::server() || '' === Stet_Options::get( 'token' ) ) {
			return;
		}
		wp_clear_scheduled_hook( self::TASK, array( $post->ID, 0 ) );
		wp_schedule_single_event( time(), self::TASK, array( $post->ID, 0 ) );
	}

	/**
	 * Takes the post in as an article; tries again later if Stet cannot be reached.
	 *
	 * @param int $post_id Which post.
	 * @param int $tries   How often it was tried before.
	 */
	public static function take( $post_id, $tries = 0 ): void {
		$post = get_post( $post_id );
		if ( ! $post || 'publish' !== $post->post_status ) {
			return;
		}
		$answer = Stet_Server::ask( 'POST', 'desk/articles', self::article( $post ) );
		if ( ! is_wp_error( $answer ) ) {
			delete_post_meta( $post->ID, self::PROBLEM );
			return;
		}
		update_post_meta( $post->ID, self::PROBLEM, $answer->get_error_message() );
		if ( 'stet_refused' !== $answer->get_error_code() && isset( self::PAUSES[ $tries ] ) ) {
			wp_schedule_single_event( time() + self::PAUSES[ $tries ], self::TASK, array( $post->ID, $tries + 1 ) );
		}
	}

	/**
	 * The post as Stet takes it: docs/articles.md has the members. The text is for judging relevance.
	 *
	 * @param WP_Post $post The post.
	 */
	public static function article( $post ): array {
		$author = get_the_author_meta( 'display_name', (int) $post->post_author );
		return array_filter(
			array(
				'url'          => self::address( $post ),
				'headline'     => self::plain( get_the_title( $post ), 300 ),
				'byline'       => self::plain( (string) $author, 200 ),
				'summary'      => self::plain( (string) $post->post_excerpt, 1000 ),
				'body'         => self::plain( strip_shortcodes( $post->post_content ), 20000 ),
				'lang'         => self::language(),
				'published_at' => get_post_time( 'c', true, $post ),
				'tags'         => self::tags( $post ),
				'commenting'   => comments_open( $post ) ? 'open' : 'closed',
			),
			static function ( $value ) {
				return '' !== $value && array() !== $value && false !== $value;
			}
		);
	}

	/**
	 * Whether this kind of post has comments at all.
	 *
	 * @param WP_Post $post The post.
	 */
	public static function has_comments( $post ): bool {
		return post_type_supports( $post->post_type, 'comments' );
	}

	/**
	 * The address by which Stet knows the post: the canonical one, without a page's number.
	 *
	 * @param WP_Post $post The post.
	 */
	public static function address( $post ): string {
		/** Filters the address by which Stet knows a post. */
		return (string) apply_filters( 'stet_article_address', (string) get_permalink( $post ), $post );
	}

	/** The site's language, as a tag of BCP 47: "de_DE_formal" is "de-DE". */
	public static function language(): string {
		$parts = explode( '_', get_locale() );
		return implode( '-', array_slice( $parts, 0, 2 ) );
	}

	/**
	 * The origin of an address, as a browser writes it.
	 *
	 * @param string $url An address.
	 */
	public static function origin( string $url ): string {
		$parts = wp_parse_url( $url );
		$port  = isset( $parts['port'] ) ? ':' . $parts['port'] : '';
		return strtolower( ( $parts['scheme'] ?? 'https' ) . '://' . ( $parts['host'] ?? '' ) ) . $port;
	}

	/**
	 * Words without markup, on as few lines as they need.
	 *
	 * @param string $words   HTML.
	 * @param int    $longest In characters.
	 */
	private static function plain( string $words, int $longest ): string {
		$text = html_entity_decode( wp_strip_all_tags( $words ), ENT_QUOTES | ENT_HTML5, 'UTF-8' );
		return trim( function_exists( 'mb_substr' ) ? mb_substr( $text, 0, $longest ) : substr( $text, 0, $longest ) );
	}

	/**
	 * Names of categories and tags.
	 *
	 * @param WP_Post $post The post.
	 */
	private static function tags( $post ): array {
		$names = array();
		foreach ( array( 'category', 'post_tag' ) as $taxonomy ) {
			$terms = get_the_terms( $post, $taxonomy );
			foreach ( is_array( $terms ) ? $terms : array() as $term ) {
				$names[] = self::plain( $term->name, 80 );
			}
		}
		return array_values( array_unique( $names ) );
	}
}
