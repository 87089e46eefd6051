package org.tapwarden.classifier.protocol.game;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class GameDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new ActivisionDissector(),
                    new AmongUsDissector(),
                    new ArmagetronDissector(),
                    new BattleNetDissector(),
                    new CryNetworkDissector(),
                    new DirectPlayDissector(),
                    new DofusDissector(),
                    new EnetDissector(),
                    new GaijinDissector(),
                    new GameSpyDissector(),
                    new GameStreamDissector(),
                    new GenshinImpactDissector(),
                    new GuildWars2Dissector(),
                    new HalfLife2Dissector(),
                    new HeroesOfTheStormDissector(),
                    new LolWildRiftDissector(),
                    new LuantiDissector(),
                    new MapleStoryDissector(),
                    new MinecraftDissector(),
                    new NintendoDissector(),
                    new PhotonDissector(),
                    new PlayStationDissector(),
                    new QuakeDissector(),
                    new RakNetDissector(),
                    new SampDissector(),
                    new SourceEngineDissector(),
                    new StarcraftDissector(),
                    new SteamDatagramRelayDissector(),
                    new SteamDissector(),
                    new TeeworldsDissector(),
                    new TencentGamesDissector(),
                    new TerrariaDissector(),
                    new Warcraft3Dissector(),
                    new WorldOfWarcraftDissector(),
                    new XboxDissector(),
                    new YojimboDissector());

    private GameDissectors() {}
}
