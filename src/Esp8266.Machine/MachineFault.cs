using System.Globalization;

namespace Esp8266;

/// <summary>Why the CPU stopped: the number in EXCCAUSE.</summary>
/// <remarks>Source: Xtensa Instruction Set Architecture reference manual, table of exception
/// causes.</remarks>
public enum ExceptionCause : byte
{
    /// <summary>An instruction that does not exist. Also what <c>abort</c> ends with.</summary>
    IllegalInstruction = 0,

    /// <summary>A load or store that the memory at the address cannot do, such as a byte access to RTC
    /// memory.</summary>
    LoadStoreError = 3,

    /// <summary>An integer division by zero.</summary>
    IntegerDivideByZero = 6,

    /// <summary>A load or store at an address that is not a multiple of its width.</summary>
    LoadStoreAlignment = 9,

    /// <summary>A jump to where no code can be.</summary>
    InstructionFetchProhibited = 20,

    /// <summary>A load from where nothing may be loaded.</summary>
    LoadProhibited = 28,

    /// <summary>A store to where nothing may be stored: the mapped flash, or nowhere.</summary>
    StoreProhibited = 29,
}

/// <summary>The CPU raised an exception: <see cref="Machine.Run"/> turns it into a reset.</summary>
/// <param name="cause">EXCCAUSE.</param>
/// <param name="epc">EPC1: the address of the instruction.</param>
/// <param name="at">EXCVADDR: the address it wanted.</param>
public sealed class MachineFault(ExceptionCause cause, Address epc, Address at)
    : Exception(string.Create(
        CultureInfo.InvariantCulture, $"Fatal exception {(int)cause} ({cause}) at {at}, epc1 {epc}."))
{
    /// <summary>EXCCAUSE: what happened.</summary>
    public ExceptionCause Cause { get; } = cause;

    /// <summary>EPC1: the address of the instruction.</summary>
    public Address Epc { get; } = epc;

    /// <summary>EXCVADDR: the address it wanted.</summary>
    public Address At { get; } = at;
}
