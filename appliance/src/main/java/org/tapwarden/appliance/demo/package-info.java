/// Everything on one machine, from a capture of our own, without privileges.
///
/// Promise: the pipeline is the real one; only the driver that would touch the network records
/// instead, and says so.
@NullMarked
package org.tapwarden.appliance.demo;

import org.jspecify.annotations.NullMarked;
