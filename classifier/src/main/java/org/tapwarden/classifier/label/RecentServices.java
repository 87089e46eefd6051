package org.tapwarden.classifier.label;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.service.Services;

/// What the table of services said of the names that were asked for last. A handful of names makes
/// most of a school's flows, and each look into the table asks for every end of the name.
///
/// Bounded: a name takes the place of another with the same hash.
final class RecentServices {

    static final int CAPACITY = 1_024;

    private final Services services;
    private final @Nullable String[] names = new String[CAPACITY];
    private final Services.@Nullable Service[] found = new Services.Service[CAPACITY];

    RecentServices(Services services) {
        this.services = services;
    }

    /// As {@link Services#lookup}.
    Services.@Nullable Service lookup(String name) {
        int hash = name.hashCode();
        int place = (hash ^ hash >>> 16) & (CAPACITY - 1);
        if (name.equals(names[place])) {
            return found[place];
        }
        Services.Service service = services.lookup(name);
        // That somebody asked for a protected destination is remembered nowhere.
        if (service == null || service.category() != Category.PROTECTED) {
            found[place] = service;
            names[place] = name;
        }
        return service;
    }
}
