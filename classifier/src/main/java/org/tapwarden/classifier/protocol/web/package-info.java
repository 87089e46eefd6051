/// The web: what browsers speak.
@NullMarked
package org.tapwarden.classifier.protocol.web;

import org.jspecify.annotations.NullMarked;
