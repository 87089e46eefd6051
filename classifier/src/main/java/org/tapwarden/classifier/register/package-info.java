/// Every dissector and every protocol, collected from the families. Here the order is made in which
/// they are asked.
@NullMarked
package org.tapwarden.classifier.register;

import org.jspecify.annotations.NullMarked;
