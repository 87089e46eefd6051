/// Whose it is: endpoints as the wire shows them, and what they tell of themselves.
///
/// Promise: an endpoint's id is never given to another; what was once bound is not rewritten but
/// followed by the next row; the table is bounded, and who found it full is counted, not forgotten
/// in favour of a newcomer.
@NullMarked
package org.tapwarden.detector.endpoint;

import org.jspecify.annotations.NullMarked;
