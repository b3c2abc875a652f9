<?php
// Receives what Stet tells: checks the signature and prints what is new to standard error.
//
//     STET_WEBHOOK_SECRET=whsec_… php -S 127.0.0.1:9000 receiver.php
//
// PHP 7.4 or newer is all that it needs. It keeps what it has seen in a file beside it, or in the one that
// STET_RECEIVER_STATE names; a real receiver keeps it in its database.

const TOLERANCE_S = 300; // older messages are taken for replayed ones
const LONGEST = 1000000; // bytes

// >> verify
/** Whether $body, exactly as it came, was signed with $secret (whsec_…) just now. */
function verify( string $secret, string $name, string $at, string $signatures, string $body ): bool {
	if ( ! ctype_digit( $at ) || abs( time() - (int) $at ) > TOLERANCE_S ) {
		return false;
	}
	$key      = base64_decode( preg_replace( '/^whsec_/', '', $secret ) );
	$expected = 'v1,' . base64_encode( hash_hmac( 'sha256', "$name.$at.$body", $key, true ) );
	$good     = false;
	foreach ( explode( ' ', $signatures ) as $given ) {
		$good = hash_equals( $expected, $given ) || $good;
	}
	return $good;
}
// << verify

function take( string $name, array $event ): void {
	$path = getenv( 'STET_RECEIVER_STATE' ) ?: __DIR__ . '/receiver-state.json';
	$file = fopen( $path, 'c+' );
	flock( $file, LOCK_EX );
	$state = json_decode( (string) stream_get_contents( $file ), true ) ?: array( 'seen' => array(), 'latest' => array() );
	$about = $event['data']['comment']['id'] ?? $event['data']['article']['id'] ?? '';
	$again = isset( $state['seen'][ $name ] ); // sent again, because our first answer got lost
	$older = $event['sequence'] < ( $state['latest'][ $about ] ?? 0 ); // a later one came before
	if ( ! $again && ! $older ) {
		$state['latest'][ $about ] = $event['sequence'];
		file_put_contents( 'php://stderr', json_encode( $event, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ) . "\n" );
	}
	$state['seen'][ $name ] = true;
	ftruncate( $file, 0 );
	rewind( $file );
	fwrite( $file, json_encode( $state ) );
	fclose( $file );
}

$body = (string) file_get_contents( 'php://input', false, null, 0, LONGEST + 1 );
$good = 'POST' === $_SERVER['REQUEST_METHOD'] && strlen( $body ) <= LONGEST && verify(
	(string) getenv( 'STET_WEBHOOK_SECRET' ),
	$_SERVER['HTTP_WEBHOOK_ID'] ?? '',
	$_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '',
	$_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '',
	$body
);
if ( $good ) {
	take( $_SERVER['HTTP_WEBHOOK_ID'], json_decode( $body, true ) );
}
http_response_code( $good ? 204 : 401 );
