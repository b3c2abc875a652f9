<?php
/**
 * Takes away what the plugin kept. WordPress's own comments were never touched.
 *
 * @package Stet
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'stet' );
foreach ( array( '_stet_count', '_stet_sequence', '_stet_problem' ) as $stet_meta ) {
	delete_post_meta_by_key( $stet_meta );
}
wp_unschedule_hook( 'stet_take_article' );
