/// Tunnels: private networks, anonymisers, proxies. These labels accuse, so each wants content that
/// nothing else has.
@NullMarked
package org.tapwarden.classifier.protocol.tunnel;

import org.jspecify.annotations.NullMarked;
