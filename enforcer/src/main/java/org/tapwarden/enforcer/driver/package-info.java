/// The hands: what a step is done with, and the honest answer whether it could be.
///
/// Promise: a driver acts only where this machine carries the device's traffic, holds nothing
/// longer than the timeout it was given, and never says effective; only the witness on the tap can.
@NullMarked
package org.tapwarden.enforcer.driver;

import org.jspecify.annotations.NullMarked;
