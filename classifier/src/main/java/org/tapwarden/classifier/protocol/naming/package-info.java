/// Names, addresses and services: how machines find each other.
@NullMarked
package org.tapwarden.classifier.protocol.naming;

import org.jspecify.annotations.NullMarked;
