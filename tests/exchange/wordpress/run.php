<?php
// Carries out what the test asks for on standard input, one deed after the other, and prints what each gave.

require __DIR__ . '/stubs.php';

function caught( callable $deed ) {
	ob_start();
	try {
		$deed();
		return ob_get_clean();
	} catch ( RuntimeException $said ) {
		ob_end_clean();
		return $said->getMessage();
	}
}

function told( $value ) {
	return is_wp_error( $value ) ? array( 'error' => $value->get_error_code() ) : ( $value instanceof WP_REST_Response ? $value->data : $value );
}

$deeds = array(
	'settings' => function ( $given ) { update_option( 'stet', $given ); return get_option( 'stet' ); },
	'user'     => function ( $id ) { Stub::$user = $id; },
	'trial'    => fn() => Stet_Server::trial(),
	'publish'  => function ( $id ) { do_action( 'transition_post_status', 'publish', 'draft', get_post( $id ) ); return count( Stub::$state['cron'] ); },
	'cron'     => function () { run_cron(); return array_map( fn( $one ) => array( $one[0] - time(), $one[2] ), Stub::$state['cron'] ); },
	'note'     => function ( $meta ) { Stub::$state['meta'][7] = $meta; },
	'meta'     => fn( $id ) => Stub::$state['meta'][ $id ] ?? array(),
	'template' => fn() => caught( function () { require apply_filters( 'comments_template', '/theme/comments.php' ); } ),
	'path'     => fn() => apply_filters( 'comments_template', '/theme/comments.php' ),
	'block'    => fn( $name ) => apply_filters( 'render_block', 'the theme\'s own', array( 'blockName' => $name ) ),
	'count'    => fn( $id ) => apply_filters( 'get_comments_number', 5, $id ),
	'scripts'  => fn() => Stub::$scripts,
	'tag'      => fn( $handle ) => apply_filters( 'script_loader_tag', "<script src='x'></script>", $handle ),
	'comment'  => fn() => caught( fn() => do_action( 'pre_comment_on_post', 7 ) ),
	'token'    => fn() => Stub::$routes['/stet/v1/token']['permission_callback']() ? told( Stub::$routes['/stet/v1/token']['callback']() ) : 401,
	'page'     => fn() => caught( fn() => Stet_Settings::show() ),
	'try'      => fn( $nonce ) => caught( function () use ( $nonce ) { $_REQUEST['_wpnonce'] = $nonce; do_action( 'admin_post_stet_trial' ); } ),
	'article'  => fn( $id ) => Stet_Articles::article( get_post( $id ) ),
	'uninstall' => function () { define( 'WP_UNINSTALL_PLUGIN', true ); require getenv( 'STUB_PLUGIN' ) . '/uninstall.php'; return Stub::$state; },
);

$found = array();
foreach ( json_decode( stream_get_contents( STDIN ), true ) as [ $deed, $given ] ) {
	$found[] = $deeds[ $deed ]( $given );
}
echo json_encode( $found );
