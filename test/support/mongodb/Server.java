import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** A server in memory that speaks the protocol of MongoDB. It prints its port, and ends with its standard input. */
public class Server {
  public static void main(String[] args) throws Exception {
    // By itself it says at most wire version 8, and the driver asks for 9 (MongoDB 4.4): what we ask for, it has.
    MongoVersion version = new MongoVersion() {
      @Override
      public List<Integer> getVersionArray() {
        return List.of(4, 4, 0);
      }

      @Override
      public int getWireVersion() {
        return 9;
      }
    };
    MongoServer server = new MongoServer(new MemoryBackend().version(version));
    System.out.println(server.bind().getPort());
    System.out.flush();
    while (System.in.read() >= 0) {
      // Nothing is said to it.
    }
    server.shutdownNow();
    System.exit(0);
  }
}
