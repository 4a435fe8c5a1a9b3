using Esp8266.Memory;

namespace Esp8266.Tests;

/// <summary>Runs alone: while it holds the last device there is none for another test.</summary>
[CollectionDefinition(nameof(MappingLimitTests), DisableParallelization = true)]
[Collection(nameof(MappingLimitTests))]
public class MappingLimitTests
{
    [LinuxFact]
    public void A_device_too_many_is_refused_by_name_and_there_is_room_again_after_a_dispose()
    {
        var memories = new Stack<FlatMemory>();
        try
        {
            var refusal = Assert.Throws<InsufficientMemoryException>(() =>
            {
                // 4 GiB each at multiples of 8 GiB: not even 47 bits of addresses hold so many.
                for (int i = 0; i < 1 << 15; i++)
                    memories.Push(new FlatMemory());
            });

            Assert.True(memories.Count > 2_000, $"{memories.Count} devices, then: {refusal.Message}");
            if (MappingLimit.Limit() < 200_000)
                Assert.Contains("vm.max_map_count", refusal.Message, StringComparison.Ordinal);

            memories.Pop().Dispose();
            memories.Push(new FlatMemory());
        }
        finally
        {
            foreach (FlatMemory memory in memories)
                memory.Dispose();
        }
    }
}
