/// Where a device is plugged in, as far as somebody said so.
///
/// Promise: a place is told with who said it and when; two that differ are both kept.
@NullMarked
package org.tapwarden.detector.place;

import org.jspecify.annotations.NullMarked;
