/// Well-known services by the end of their names: our own table, a resource beside this package.
/// Names in, a service out; nothing here reads the network or a file of the operator.
@NullMarked
package org.tapwarden.classifier.service;

import org.jspecify.annotations.NullMarked;
