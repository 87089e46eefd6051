package org.tapwarden.classifier.protocol.game;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class GameFuzzTest extends FuzzTarget {

    @FuzzTest
    void activision(byte[] bytes) {
        look(new ActivisionDissector(), bytes);
    }

    @FuzzTest
    void amongUs(byte[] bytes) {
        look(new AmongUsDissector(), bytes);
    }

    @FuzzTest
    void armagetron(byte[] bytes) {
        look(new ArmagetronDissector(), bytes);
    }

    @FuzzTest
    void battleNet(byte[] bytes) {
        look(new BattleNetDissector(), bytes);
    }

    @FuzzTest
    void cryNetwork(byte[] bytes) {
        look(new CryNetworkDissector(), bytes);
    }

    @FuzzTest
    void directPlay(byte[] bytes) {
        look(new DirectPlayDissector(), bytes);
    }

    @FuzzTest
    void dofus(byte[] bytes) {
        look(new DofusDissector(), bytes);
    }

    @FuzzTest
    void enet(byte[] bytes) {
        look(new EnetDissector(), bytes);
    }

    @FuzzTest
    void gaijin(byte[] bytes) {
        look(new GaijinDissector(), bytes);
    }

    @FuzzTest
    void gameSpy(byte[] bytes) {
        look(new GameSpyDissector(), bytes);
    }

    @FuzzTest
    void gameStream(byte[] bytes) {
        look(new GameStreamDissector(), bytes);
    }

    @FuzzTest
    void genshinImpact(byte[] bytes) {
        look(new GenshinImpactDissector(), bytes);
    }

    @FuzzTest
    void guildWars2(byte[] bytes) {
        look(new GuildWars2Dissector(), bytes);
    }

    @FuzzTest
    void halfLife2(byte[] bytes) {
        look(new HalfLife2Dissector(), bytes);
    }

    @FuzzTest
    void heroesOfTheStorm(byte[] bytes) {
        look(new HeroesOfTheStormDissector(), bytes);
    }

    @FuzzTest
    void lolWildRift(byte[] bytes) {
        look(new LolWildRiftDissector(), bytes);
    }

    @FuzzTest
    void luanti(byte[] bytes) {
        look(new LuantiDissector(), bytes);
    }

    @FuzzTest
    void mapleStory(byte[] bytes) {
        look(new MapleStoryDissector(), bytes);
    }

    @FuzzTest
    void minecraft(byte[] bytes) {
        look(new MinecraftDissector(), bytes);
    }

    @FuzzTest
    void nintendo(byte[] bytes) {
        look(new NintendoDissector(), bytes);
    }

    @FuzzTest
    void photon(byte[] bytes) {
        look(new PhotonDissector(), bytes);
    }

    @FuzzTest
    void playStation(byte[] bytes) {
        look(new PlayStationDissector(), bytes);
    }

    @FuzzTest
    void quake(byte[] bytes) {
        look(new QuakeDissector(), bytes);
    }

    @FuzzTest
    void rakNet(byte[] bytes) {
        look(new RakNetDissector(), bytes);
    }

    @FuzzTest
    void samp(byte[] bytes) {
        look(new SampDissector(), bytes);
    }

    @FuzzTest
    void sourceEngine(byte[] bytes) {
        look(new SourceEngineDissector(), bytes);
    }

    @FuzzTest
    void starcraft(byte[] bytes) {
        look(new StarcraftDissector(), bytes);
    }

    @FuzzTest
    void steamDatagramRelay(byte[] bytes) {
        look(new SteamDatagramRelayDissector(), bytes);
    }

    @FuzzTest
    void steam(byte[] bytes) {
        look(new SteamDissector(), bytes);
    }

    @FuzzTest
    void teeworlds(byte[] bytes) {
        look(new TeeworldsDissector(), bytes);
    }

    @FuzzTest
    void tencentGames(byte[] bytes) {
        look(new TencentGamesDissector(), bytes);
    }

    @FuzzTest
    void terraria(byte[] bytes) {
        look(new TerrariaDissector(), bytes);
    }

    @FuzzTest
    void warcraft3(byte[] bytes) {
        look(new Warcraft3Dissector(), bytes);
    }

    @FuzzTest
    void worldOfWarcraft(byte[] bytes) {
        look(new WorldOfWarcraftDissector(), bytes);
    }

    @FuzzTest
    void xbox(byte[] bytes) {
        look(new XboxDissector(), bytes);
    }

    @FuzzTest
    void yojimbo(byte[] bytes) {
        look(new YojimboDissector(), bytes);
    }
}
