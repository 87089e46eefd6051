/// Notices equipment that forwards for others and that nobody approved.
///
/// Promise: a detector tells evidence of one family or nothing; no family accuses alone, and where
/// the tap cannot show a family, its detector says nothing.
@NullMarked
package org.tapwarden.detector.rogue;

import org.jspecify.annotations.NullMarked;
