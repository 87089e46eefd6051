/// The appliance in one process: the sensor's deciding thread, the enforcer and the console, and
/// what stands between them.
///
/// Promise: the three meet only in the small interfaces that each publishes; nothing is lent.
@NullMarked
package org.tapwarden.appliance.run;

import org.jspecify.annotations.NullMarked;
