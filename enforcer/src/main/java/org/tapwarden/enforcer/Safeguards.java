package org.tapwarden.enforcer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.ladder.NeverListReview;
import org.tapwarden.enforcer.lease.Request;
import org.tapwarden.enforcer.lease.Undone;
import org.tapwarden.enforcer.order.Level;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// What stands between an order and an act, and what people decide about it. Safe to call from any
/// thread; an answer means that it is on the disk.
public interface Safeguards {

    boolean breakerOpen();

    /// Lets automatic steps happen again.
    void closeBreaker(String who, String why);

    /// Lets automatic steps happen in a segment again.
    ///
    /// @return false when it was not frozen
    boolean thaw(String segment, String who, String why);

    /// Steps that wait for a second person.
    List<Request> requests();

    /// The second person.
    ///
    /// @param id of a request, or of several that were asked for together
    /// @param who another account than the one that asked
    /// @return what came of each; none where there is no such request
    List<Outcome> confirm(String id, String who);

    /// @param id of a request, or of several that were asked for together
    /// @return false when none of it is open any more
    boolean withdraw(String id, String who, String why);

    /// That a person went through a segment's never-list.
    void review(NeverListReview review);

    /// How each segment stands, by name.
    List<SegmentState> segments();

    /// How a segment stands.
    ///
    /// @param switchedOn rules that may act by themselves, and who answers for each
    /// @param learningLeft how long nothing automatic restricts anybody yet
    /// @param exams what is written there now
    /// @param frozen why nothing automatic happens until a person looked
    record SegmentState(
            String name,
            Map<String, String> switchedOn,
            Duration learningLeft,
            Optional<NeverListReview> review,
            Optional<String> exams,
            Optional<String> frozen) {}

    /// What would have happened, the newest of each device and rule first.
    List<Undone> undone(int limit);

    /// How many of those fell out of the list.
    long undoneDisplaced();

    /// Whether the device is held, and why or why not, in a sentence.
    String why(Subject subject);

    List<DriverState> drivers();

    /// @param name of the driver
    /// @param level of the ladder that it carries out
    record DriverState(String name, Step step, Level level) {}

    /// Tries a driver, with nobody held by it.
    ///
    /// @return empty when there is no such driver
    Optional<Reach> test(String driver, String who);
}
