using CsCheck;
using Esp8266.Memory;

namespace Esp8266.Tests;

public class HeapTests
{
    const uint Start = MemoryMap.DramStart;

    // What the SDK's heap adds to each block.
    const uint Header = 16;

    [Fact]
    public void A_fresh_heap_is_one_free_piece()
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);

        Assert.Equal(0u, heap.BytesUsed);
        Assert.Equal(8192 - Header, heap.BytesFree);
        Assert.Equal(8192 - 2 * Header, heap.LargestFree);
        Assert.Equal(new HeapReport(0, 0, 0, 8192 - Header, Header), heap.Check());
    }

    [Theory]
    [InlineData(0, 24)]
    [InlineData(1, 24)]
    [InlineData(8, 24)]
    [InlineData(9, 32)]
    [InlineData(100, 120)]
    [InlineData(4000, 4016)]
    public void A_block_costs_a_16_byte_header_and_a_multiple_of_8(uint bytes, uint cost)
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);

        uint address = heap.Allocate(bytes);

        Assert.Equal(0u, address % 8);
        Assert.Equal(cost, heap.BytesUsed);
        Assert.Equal(cost - Header, heap.SizeOf(address));
    }

    [Fact]
    public void A_request_that_does_not_fit_returns_zero_and_changes_nothing()
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);
        uint held = heap.Allocate(4000);

        Assert.Equal(0u, heap.Allocate(5000));
        Assert.Equal(0u, heap.Allocate(uint.MaxValue));
        Assert.Equal(0u, heap.Reallocate(held, 9000));
        Assert.Equal(0u, heap.Reallocate(held, uint.MaxValue));

        Assert.Equal(4000u, heap.SizeOf(held));
        Assert.Equal(1u, heap.Check().UsedBlocks);
    }

    [Fact]
    public void The_heap_can_be_given_out_to_the_last_byte()
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);

        uint whole = heap.Allocate(heap.LargestFree);

        Assert.NotEqual(0u, whole);
        Assert.Equal(0u, heap.BytesFree);
        Assert.Equal(0u, heap.Allocate(1));
        heap.Free(whole);
        Assert.Equal(8192 - Header, heap.BytesFree);
    }

    [Fact]
    public void A_freed_block_joins_both_neighbours()
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);
        uint[] blocks = [heap.Allocate(100), heap.Allocate(100), heap.Allocate(100), heap.Allocate(100)];

        heap.Free(blocks[0]);
        heap.Free(blocks[2]);
        Assert.Equal(2u, heap.Check().FreeBlocks);
        heap.Free(blocks[1]);

        Assert.Equal(1u, heap.Check().FreeBlocks);
        Assert.Equal(blocks[0], heap.Allocate(330));
    }

    [Fact]
    public void A_block_grows_in_place_into_free_bytes_behind_it()
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);
        uint first = heap.Allocate(100);
        uint second = heap.Allocate(100);
        uint third = heap.Allocate(100);
        heap.Free(second);

        Assert.Equal(first, heap.Reallocate(first, 180));
        Assert.Equal(third, heap.Reallocate(third, 5000));
        Assert.Equal(first, heap.Reallocate(first, 8));

        heap.Check();
    }

    [Fact]
    public void A_block_that_moves_takes_its_bytes_along()
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);
        uint first = heap.Allocate(100);
        heap.Allocate(100);
        memory.Bytes(first, 100).Fill(0xA5);

        uint moved = heap.Reallocate(first, 1000);

        Assert.NotEqual(first, moved);
        Assert.Equal(-1, memory.Bytes(moved, 100).IndexOfAnyExcept((byte)0xA5));
        Assert.Equal(2u, heap.Check().UsedBlocks);
    }

    [Fact]
    public void The_high_water_mark_is_the_most_ever_used()
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);

        heap.Free(heap.Allocate(1000));
        uint block = heap.Allocate(8);
        heap.Allocate(8);
        heap.Free(block);

        Assert.Equal(1016u, heap.HighWater);
        Assert.Equal(24u, heap.BytesUsed);
    }

    [Fact]
    public void Freeing_what_is_not_a_block_in_use_is_noticed()
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);
        uint[] blocks = [heap.Allocate(100), heap.Allocate(100), heap.Allocate(100), heap.Allocate(100)];

        Assert.Throws<HeapCorruption>(() => heap.Free(blocks[0] + 8));
        Assert.Throws<HeapCorruption>(() => heap.Free(blocks[0] + 1));
        Assert.Throws<HeapCorruption>(() => heap.Free(Start));
        Assert.Throws<HeapCorruption>(() => heap.Free(8));
        Assert.Throws<HeapCorruption>(() => heap.Free(MemoryMap.Irom0Start));
        Assert.Throws<HeapCorruption>(() => heap.Free(uint.MaxValue));
        Assert.Throws<HeapCorruption>(() => heap.SizeOf(Start + 4096));
        heap.Free(0);
        Assert.Equal(4u, heap.Check().UsedBlocks);
    }

    [Fact]
    public void Freeing_twice_is_noticed_whatever_the_neighbours_are()
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);
        uint[] blocks = [heap.Allocate(100), heap.Allocate(100), heap.Allocate(100), heap.Allocate(100)];

        foreach (int i in (int[])[0, 1, 3, 2])
        {
            heap.Free(blocks[i]);
            Assert.Throws<HeapCorruption>(() => heap.Free(blocks[i]));
            Assert.Throws<HeapCorruption>(() => heap.Reallocate(blocks[i], 10));
            heap.Check();
        }
    }

    [Fact]
    public void A_store_beyond_the_end_of_a_block_is_noticed()
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);
        uint first = heap.Allocate(24);
        heap.Allocate(24);

        memory.Bytes(first, 28).Fill(0x11);

        Assert.Throws<HeapCorruption>(() => heap.Check());
        Assert.Throws<HeapCorruption>(() => heap.Free(first));
    }

    [Fact]
    public void One_allocation_can_be_made_to_fail()
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);

        heap.FailAllocation(2);

        uint first = heap.Allocate(8);
        Assert.NotEqual(0u, first);
        Assert.Equal(first, heap.Reallocate(first, 4));
        Assert.Equal(0u, heap.Reallocate(first, 100));
        Assert.NotEqual(0u, heap.Reallocate(first, 100));
        Assert.Equal(1u, heap.FailuresInjected);
    }

    [Fact]
    public void All_allocations_from_one_on_can_be_made_to_fail()
    {
        using FlatMemory memory = Committed(8192);
        var heap = new Heap(memory, Start, 8192);

        heap.FailAllocation(2, andAllLater: true);

        Assert.NotEqual(0u, heap.Allocate(8));
        Assert.Equal(0u, heap.Allocate(8));
        Assert.Equal(0u, heap.Allocate(8));
        heap.FailNone();
        Assert.NotEqual(0u, heap.Allocate(8));
        Assert.Equal(2u, heap.FailuresInjected);
    }

    [Fact]
    public void A_heap_of_nearly_1_GiB_takes_host_memory_only_where_it_is_used()
    {
        using var machine = new Machine(new MachineOptions { HeapBytes = MachineOptions.LargestHeapBytes });
        Heap heap = machine.Heap;

        uint large = heap.Allocate(500_000_000);
        uint next = heap.Allocate(500_000_000);

        Assert.NotEqual(0u, next);
        heap.Free(large);
        Assert.Equal(large, heap.Allocate(400_000_000));
        heap.Check();
    }

    [Fact]
    public void Any_sequence_of_requests_leaves_a_consistent_heap_and_every_byte_in_place() =>
        Gen.Select(Gen.Int[0, 3], Gen.UInt[0, 1500], Gen.Int[0, 40]).Array[1, 250].Sample(requests =>
        {
            using FlatMemory memory = Committed(16384);
            var heap = new Heap(memory, Start, 16384);
            var model = new HeapModel(heap);

            foreach ((int kind, uint bytes, int slot) in requests)
            {
                model.Do(kind, bytes, slot);
                model.Check();
            }

            model.FreeAll();
            Assert.Equal(16384 - Header, heap.BytesFree);
            Assert.Equal(0u, heap.Check().FreeBlocks);
        }, iter: 300);

    [Fact]
    public void Large_and_small_blocks_share_a_large_heap() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 20], Gen.UInt[0, 1023], Gen.Int[0, 100]).Array[400].Sample(requests =>
        {
            using var machine = new Machine(new MachineOptions { HeapBytes = 64 << 20 });
            var model = new HeapModel(machine.Heap);

            foreach ((int kind, int scale, uint bytes, int slot) in requests)
                model.Do(kind, bytes << scale / 2, slot);
            model.Check();
        }, iter: 30);

    static FlatMemory Committed(uint bytes)
    {
        var memory = new FlatMemory();
        memory.Commit(Start, bytes);
        return memory;
    }

    /// <summary>The expected content of the heap: up to 101 blocks, each filled with
    /// a different byte.</summary>
    sealed class HeapModel(Heap heap)
    {
        readonly uint[] _addresses = new uint[101];
        readonly uint[] _bytes = new uint[101];

        public void Do(int kind, uint bytes, int slot)
        {
            if (_addresses[slot] == 0)
                Allocate(bytes, slot);
            else if (kind < 2)
                Free(slot);
            else
                Reallocate(bytes, slot);
        }

        public void FreeAll()
        {
            for (int slot = 0; slot < _addresses.Length; slot++)
            {
                if (_addresses[slot] != 0)
                    Free(slot);
            }
        }

        public void Check()
        {
            HeapReport report = heap.Check();
            Assert.Equal((uint)_addresses.Count(address => address != 0), report.UsedBlocks);
            Assert.Equal((uint)_addresses.Where(address => address != 0).Sum(address => heap.SizeOf(address)),
                report.UsedBytes);
        }

        void Allocate(uint bytes, int slot)
        {
            uint largest = heap.LargestFree;
            uint address = heap.Allocate(bytes);
            Assert.Equal(bytes <= largest && largest != 0, address != 0);
            Fill(address, bytes, slot);
        }

        void Free(int slot)
        {
            RequireBytes(slot, _bytes[slot]);
            heap.Free(_addresses[slot]);
            _addresses[slot] = 0;
        }

        void Reallocate(uint bytes, int slot)
        {
            uint moved = heap.Reallocate(_addresses[slot], bytes);
            if (moved == 0)
            {
                Assert.True(bytes > heap.LargestFree);
                RequireBytes(slot, _bytes[slot]);
                return;
            }

            _addresses[slot] = moved;
            RequireBytes(slot, Math.Min(bytes, _bytes[slot]));
            Fill(moved, bytes, slot);
        }

        void Fill(uint address, uint bytes, int slot)
        {
            _addresses[slot] = address;
            _bytes[slot] = bytes;
            if (address != 0)
                heap.Memory.Bytes(address, heap.SizeOf(address)).Fill((byte)(slot + 1));
        }

        void RequireBytes(int slot, uint bytes)
        {
            Span<byte> held = heap.Memory.Bytes(_addresses[slot], bytes);
            Assert.Equal(-1, held.IndexOfAnyExcept((byte)(slot + 1)));
        }
    }
}
