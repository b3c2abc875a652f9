<?php
// WordPress's interface for programs, as far as the plugin has routes: for `php -S`.

require __DIR__ . '/stubs.php';

$headers = array();
foreach ( $_SERVER as $name => $value ) {
	if ( 0 === strpos( $name, 'HTTP_' ) ) {
		$headers[ strtolower( substr( $name, 5 ) ) ] = $value;
	}
}
$route   = Stub::$routes[ str_replace( '/wp-json', '', parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) ) ] ?? null;
$request = new WP_REST_Request( file_get_contents( 'php://input' ), $headers );
if ( ! $route || $route['methods'] !== $_SERVER['REQUEST_METHOD'] ) {
	http_response_code( 404 );
} elseif ( ! $route['permission_callback']( $request ) ) {
	http_response_code( 401 );
} else {
	http_response_code( $route['callback']( $request )->status );
}
