/// What it is: protocols, names, lists and labels. Bytes in, labels out: no SQL, no socket, no
/// thread.
@NullMarked
package org.tapwarden.classifier;

import org.jspecify.annotations.NullMarked;
