/// Which part of the network a frame belongs to, as the operator declared it.
///
/// Promise: nothing here is guessed. Without a declaration there is one segment, `unnamed`, of
/// unknown population and undeclared tap kind, and whoever needs more says that it is not
/// observable.
@NullMarked
package org.tapwarden.detector.segment;

import org.jspecify.annotations.NullMarked;
