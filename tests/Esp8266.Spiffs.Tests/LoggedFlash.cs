using System.Text;

namespace Esp8266.Spiffs.Tests;

/// <summary>Flash in memory that programs as a chip does, notes every operation, and can lose power.</summary>
sealed class LoggedFlash : IFlashMedium
{
    /// <summary>Power failed. The operation it failed in may be done in part.</summary>
    public sealed class PowerFailure : Exception;

    readonly StringBuilder _log = new();

    public LoggedFlash(int bytes)
    {
        Cells = new byte[bytes];
        Cells.AsSpan().Fill(0xFF);
    }

    public LoggedFlash(byte[] cells) => Cells = cells;

    public byte[] Cells { get; }

    public int SectorSize => 4096;

    public int Programs { get; private set; }

    public int Erases { get; private set; }

    /// <summary>Programs with a one where the cells had a zero.</summary>
    public int OnesOverZeros { get; private set; }

    /// <summary>The number of operations until power fails; negative for never.</summary>
    public int OperationsLeft { get; set; } = -1;

    /// <summary>How much of the operation in which power fails is done, from 0 to 1.</summary>
    public double PartDone { get; set; }

    /// <summary>Whether operations are written to the log.</summary>
    public bool IsLogging { get; init; }

    /// <summary>A line for each operation: <c>P address length bytes</c> or <c>E address</c>.</summary>
    public string Log => _log.ToString();

    public void Read(uint address, Span<byte> target) => Range(address, target.Length).CopyTo(target);

    public void Program(uint address, ReadOnlySpan<byte> source)
    {
        Programs++;
        if (IsLogging)
            _log.Append($"P {address:x} {source.Length} {Convert.ToHexStringLower(source)}\n");
        Span<byte> cells = Range(address, source.Length);
        int count = Spend(source.Length, out bool fails);
        bool hasOnes = false;
        for (int i = 0; i < count; i++)
        {
            hasOnes |= (source[i] & ~cells[i]) != 0;
            cells[i] &= source[i];
        }

        OnesOverZeros += hasOnes ? 1 : 0;
        if (fails)
            throw new PowerFailure();
    }

    public void Erase(uint address)
    {
        Erases++;
        Assert.Equal(0u, address % 4096);
        if (IsLogging)
            _log.Append($"E {address:x}\n");
        Span<byte> cells = Range(address, SectorSize);
        cells[..Spend(SectorSize, out bool fails)].Fill(0xFF);
        if (fails)
            throw new PowerFailure();
    }

    int Spend(int bytes, out bool fails)
    {
        fails = OperationsLeft == 0;
        OperationsLeft -= OperationsLeft >= 0 ? 1 : 0;
        return fails ? (int)(bytes * PartDone) : bytes;
    }

    Span<byte> Range(uint address, int count)
    {
        if (address > Cells.Length || count > Cells.Length - address)
            Assert.Fail($"{address:x} and {count} bytes from there are outside");
        if (address % 256 + count > 256 && count != SectorSize)
            Assert.Fail($"{count} bytes from {address:x} cross a page");
        return Cells.AsSpan((int)address, count);
    }
}
