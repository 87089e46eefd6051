package org.tapwarden.appliance.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Tap;
import org.tapwarden.capture.flow.LiveCapture;
import org.tapwarden.detector.Health.Condition;
import org.tapwarden.detector.Health.TapState;

/// Tells whether the watched interfaces bring frames: a mirror port that somebody switched off
/// looks like a school on a Sunday, so too little traffic must be said.
///
/// Owned by the deciding thread. As many entries as interfaces.
final class TapWatch {

    private static final Logger LOG = LoggerFactory.getLogger(TapWatch.class);

    private final Duration silence;
    private final Map<String, Heard> heard = new HashMap<>();

    /// What was last heard of an interface, by the monotonic clock.
    private record Heard(long frames, long atNanos, Condition condition) {}

    TapWatch(Duration silence) {
        this.silence = silence;
    }

    /// How the interfaces are.
    ///
    /// @param nowNanos monotonic
    List<TapState> look(List<LiveCapture.Watched> taps, long nowNanos) {
        List<TapState> states = new ArrayList<>();
        for (LiveCapture.Watched watched : taps) {
            states.add(look(watched, nowNanos));
        }
        return states;
    }

    private TapState look(LiveCapture.Watched watched, long nowNanos) {
        Tap tap = watched.tap();
        // An interface that was never heard has been silent since we first looked.
        Heard last = heard.getOrDefault(tap.name(), new Heard(-1, nowNanos, Condition.WATCHED));
        long atNanos = last.frames == watched.frames() ? last.atNanos : nowNanos;
        var quiet = Duration.ofNanos(nowNanos - atNanos);
        Condition condition = condition(tap.state(), quiet);
        if (condition != last.condition) {
            tell(tap, condition, quiet);
        }
        heard.put(tap.name(), new Heard(watched.frames(), atNanos, condition));
        return new TapState(
                tap.name(),
                condition,
                quiet,
                tap.gaps(),
                Duration.ofNanos(tap.blindNanos()),
                tap.gaps() == 0 ? Instant.EPOCH : Instant.ofEpochSecond(0, tap.gapFrom()));
    }

    private Condition condition(Tap.State state, Duration quiet) {
        return switch (state) {
            case GONE -> Condition.GONE;
            case NO_LINK -> Condition.NO_LINK;
            case LINKED -> quiet.compareTo(silence) >= 0 ? Condition.SILENT : Condition.WATCHED;
        };
    }

    private static void tell(Tap tap, Condition condition, Duration quiet) {
        switch (condition) {
            case WATCHED -> LOG.info("{} is heard again", tap.name());
            case SILENT ->
                    LOG.warn(
                            "too little traffic: nothing came from {} for {} s",
                            tap.name(),
                            quiet.toSeconds());
            case NO_LINK -> LOG.warn("{} is down, or nothing is plugged in", tap.name());
            case GONE -> LOG.warn("{} is gone; it is looked for twice a second", tap.name());
        }
    }
}
