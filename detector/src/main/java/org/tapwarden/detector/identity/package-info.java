/// Who uses a device, as far as somebody said so.
///
/// Promise: a person is tied to a device only with a source and a confidence, and only for the time
/// that the source spoke of.
@NullMarked
package org.tapwarden.detector.identity;

import org.jspecify.annotations.NullMarked;
