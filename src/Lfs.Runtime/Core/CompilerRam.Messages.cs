namespace Lfs.Runtime.Core;

unsafe partial class Chunks<T>
{
    // The message of a syntax error: strings on the stack, as on a device.
    internal sealed partial class CompilerRam
    {
        /// <summary>The text that was put together last; empty if there was no error.</summary>
        public string Message { get; private set; } = "";

        public void Format(params string?[] pieces)
        {
            IFormatTarget target = _vm.Vm;
            target.BeginFormat();
            foreach (string? piece in pieces)
                target.AddPiece(piece ?? Message);
            target.EndFormat(pieces.Length);
            Message = _vm.Vm.TextOf(_vm.Vm.BytesOf(_vm.Top[-1].Ref));
        }

        public void Locate(string? message, int line)
        {
            string text = message ?? Message;
            string source = Introspection<T>.ShortSource(_name.Bytes, CompilerNameBytes);
            _vm.Vm.PushPieces($"{source}:{line}: {text}");
            Message = _vm.Vm.TextOf(_vm.Vm.BytesOf(_vm.Top[-1].Ref));
        }
    }
}
