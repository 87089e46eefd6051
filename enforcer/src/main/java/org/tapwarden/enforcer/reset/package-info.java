/// Ends connections of a restricted device from the tap: TCP by resets to both ends, UDP by telling
/// the device that nobody is there.
///
/// Promise: a frame leaves only with our own MAC as its Ethernet source, only as part of a
/// connection that a restricted device has, and never faster than the caps. Nothing is held in the
/// kernel or in a switch: when this process ends, everything here ends with it.
@NullMarked
package org.tapwarden.enforcer.reset;

import org.jspecify.annotations.NullMarked;
