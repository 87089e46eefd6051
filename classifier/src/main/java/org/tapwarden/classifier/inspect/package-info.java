/// Looks into flows while they pass: collects their first bytes, asks the dissectors, and writes
/// what was learnt to the event rings.
///
/// One inspector a capture thread. Promise: bounded bytes looked at and held for every flow, no
/// lock, no exception, and the same answers whichever thread a flow is on.
@NullMarked
package org.tapwarden.classifier.inspect;

import org.jspecify.annotations.NullMarked;
