/// What detectors are, and what they find.
///
/// Promise: a detector turns sightings into evidence once, with event time; what is enough for a
/// case is said in one place ({@link org.tapwarden.detector.finding.CaseKind}), and what a reason
/// means in the one list that holds it.
@NullMarked
package org.tapwarden.detector.finding;

import org.jspecify.annotations.NullMarked;
