/// The deciding thread's own: sightings and flows in, evidence, alerts and orders out.
///
/// Promise: decisions depend on what came in and in which order, on nothing else; the same frames
/// give the same alerts with any number of capture threads.
@NullMarked
package org.tapwarden.detector.sensor;

import org.jspecify.annotations.NullMarked;
