/// Looks a list over before it counts: what it would hit that no school can miss, what it means far
/// too widely, what it repeats.
///
/// Promise: a list that hits a name of the canaries, or names a public suffix, changes no label
/// unless somebody said yes to it.
@NullMarked
package org.tapwarden.classifier.list.lint;

import org.jspecify.annotations.NullMarked;
