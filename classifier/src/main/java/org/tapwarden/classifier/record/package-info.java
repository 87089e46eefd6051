/// The flow record in its outer forms.
///
/// Promise: field names are those of the Elastic Common Schema where it has one; text from the
/// network is escaped, whatever bytes it holds; a field that is not known is not written.
@NullMarked
package org.tapwarden.classifier.record;

import org.jspecify.annotations.NullMarked;
