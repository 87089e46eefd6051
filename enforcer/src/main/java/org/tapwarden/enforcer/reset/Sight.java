package org.tapwarden.enforcer.reset;

import org.tapwarden.enforcer.order.Subject;

/// Whether the tap lately saw a device: what is not seen cannot be answered.
public interface Sight {

    /// Any of its MACs or addresses counts.
    boolean sees(Subject subject);
}
