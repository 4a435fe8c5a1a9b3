using System.Globalization;

namespace Esp8266;

/// <summary>The cause of a CPU exception: the number in EXCCAUSE.</summary>
/// <remarks>Source: Xtensa Instruction Set Architecture reference manual, table
/// of exception causes.</remarks>
public enum ExceptionCause : byte
{
    /// <summary>An invalid instruction. <c>abort</c> also ends with this one.</summary>
    IllegalInstruction = 0,

    /// <summary>A load or store that the memory does not support, such as a byte
    /// access to RTC memory.</summary>
    LoadStoreError = 3,

    /// <summary>An integer division by zero.</summary>
    IntegerDivideByZero = 6,

    /// <summary>A load or store at an address that is not a multiple of its width.</summary>
    LoadStoreAlignment = 9,

    /// <summary>A jump to an address that cannot hold code.</summary>
    InstructionFetchProhibited = 20,

    /// <summary>A load from an address that cannot be loaded from.</summary>
    LoadProhibited = 28,

    /// <summary>A store to the mapped flash or to an address that does not exist.</summary>
    StoreProhibited = 29,
}

/// <summary>An exception of the modelled CPU. <see cref="Machine.Run"/> turns it into a reset.</summary>
/// <param name="cause">EXCCAUSE.</param>
/// <param name="epc">EPC1: the address of the instruction that failed.</param>
/// <param name="at">EXCVADDR: the address that the instruction accessed.</param>
public sealed class MachineFault(ExceptionCause cause, Address epc, Address at)
    : Exception(string.Create(
        CultureInfo.InvariantCulture, $"Fatal exception {(int)cause} ({cause}) at {at}, epc1 {epc}."))
{
    /// <summary>EXCCAUSE: the kind of exception.</summary>
    public ExceptionCause Cause { get; } = cause;

    /// <summary>EPC1: the address of the instruction that failed.</summary>
    public Address Epc { get; } = epc;

    /// <summary>EXCVADDR: the address that the instruction accessed.</summary>
    public Address At { get; } = at;
}
