/// Puts the last word to a flow: names that other flows gave it, its service, its category.
///
/// Lives behind the rings, on the deciding thread, where the events of all capture threads come in
/// one order. Promise: a name that was not seen in the flow itself is marked as inferred, and an
/// address with several candidate names gets none.
@NullMarked
package org.tapwarden.classifier.label;

import org.jspecify.annotations.NullMarked;
