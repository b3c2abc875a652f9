<?php
/**
 * The comment area of a classic theme.
 *
 * @package Stet
 */

defined( 'ABSPATH' ) || exit;

echo Stet_Comments::area( get_post() ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped where it is made.
