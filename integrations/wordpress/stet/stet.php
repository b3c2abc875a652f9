<?php
/**
 * Plugin Name:       Stet Comments
 * Description:       Puts the comments of your Stet newsroom in the place of WordPress's own: every comment is read before it is published.
 * Version:           0.1.0
 * Requires at least: 6.0
 * Requires PHP:      7.4
 * Author:            The Stet developers
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       stet
 *
 * @package Stet
 */

defined( 'ABSPATH' ) || exit;

define( 'STET_VERSION', '0.1.0' );
define( 'STET_FILE', __FILE__ );

require_once __DIR__ . '/includes/class-stet-options.php';
require_once __DIR__ . '/includes/class-stet-server.php';
require_once __DIR__ . '/includes/class-stet-articles.php';
require_once __DIR__ . '/includes/class-stet-signon.php';
require_once __DIR__ . '/includes/class-stet-comments.php';
require_once __DIR__ . '/includes/class-stet-receiver.php';
require_once __DIR__ . '/includes/class-stet-settings.php';

Stet_Articles::register();
Stet_Signon::register();
Stet_Comments::register();
Stet_Receiver::register();
Stet_Settings::register();
