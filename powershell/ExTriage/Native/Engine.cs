// The managed face of the engine: text in, text out, handles that free themselves.
//
// C# 5 and mscorlib only, so that the one assembly loads in Windows PowerShell 5.1 and in
// PowerShell 7. It carries requests and answers and understands neither: src/ffi/request.rs
// describes them.
using System;
using System.Runtime.InteropServices;
using System.Text;

namespace ExTriage.Native
{
    /// <summary>A call that the engine refused, or in which it met a fault.</summary>
    public sealed class EngineException : Exception
    {
        /// <summary>The status by its name: InvalidRequest, EvidenceUnreadable, Panicked ...</summary>
        public string Status { get; private set; }

        /// <summary>The engine's report as JSON, {"error":"..."}; may be empty.</summary>
        public string Report { get; private set; }

        internal EngineException(XtStatus status, string report)
            : base("The engine answered " + status + ": " + report)
        {
            Status = status.ToString();
            Report = report;
        }
    }

    /// <summary>A compiled rule set. Jobs that were started with it do not need it any more.</summary>
    public sealed class RuleSetHandle : SafeHandle
    {
        internal unsafe RuleSetHandle(XtRuleSet* rules)
            : base(IntPtr.Zero, true)
        {
            SetHandle((IntPtr)rules);
        }

        public override bool IsInvalid
        {
            get { return handle == IntPtr.Zero; }
        }

        protected override unsafe bool ReleaseHandle()
        {
            NativeMethods.xt_rules_free((XtRuleSet*)handle);
            return true;
        }
    }

    /// <summary>A started job. Disposing of it cancels it; it ends soon after that.</summary>
    public sealed class JobHandle : SafeHandle
    {
        internal unsafe JobHandle(XtJob* job)
            : base(IntPtr.Zero, true)
        {
            SetHandle((IntPtr)job);
        }

        public override bool IsInvalid
        {
            get { return handle == IntPtr.Zero; }
        }

        protected override unsafe bool ReleaseHandle()
        {
            NativeMethods.xt_job_free((XtJob*)handle);
            return true;
        }
    }

    /// <summary>What compiling gave.</summary>
    public sealed class CompileResult
    {
        /// <summary>The rules, or null when not one was loaded.</summary>
        public RuleSetHandle Rules { get; internal set; }

        /// <summary>Diagnostics and counts as JSON, also when all is well.</summary>
        public string Report { get; internal set; }

        /// <summary>Ok or RulesRejected.</summary>
        public string Status { get; internal set; }
    }

    /// <summary>What one poll gave.</summary>
    public sealed class PollResult
    {
        /// <summary>Pending, Ok, Cancelled or Panicked.</summary>
        public string Status { get; internal set; }

        /// <summary>The events, one JSON object each.</summary>
        public string[] Lines { get; internal set; }

        /// <summary>Whether to poll again.</summary>
        public bool IsPending { get; internal set; }
    }

    /// <summary>The engine's functions.</summary>
    public static unsafe class Engine
    {
        private const uint LoadWithAlteredSearchPath = 8;

        [DllImport("kernel32", EntryPoint = "LoadLibraryExW", CharSet = CharSet.Unicode,
            ExactSpelling = true, SetLastError = true)]
        private static extern IntPtr LoadLibraryEx(string path, IntPtr reserved, uint flags);

        /// <summary>The version of the C ABI that this assembly was made for.</summary>
        public static uint ExpectedAbiVersion
        {
            get { return NativeMethods.XT_ABI_VERSION; }
        }

        /// <summary>The version of the C ABI of the library that is loaded.</summary>
        public static uint AbiVersion()
        {
            return NativeMethods.xt_abi_version();
        }

        /// <summary>
        /// Loads the library of Windows by its full path before the first call: Windows PowerShell
        /// does not look beside this assembly, and no other folder shall be searched. Gives 0, or
        /// the error code of Windows.
        /// </summary>
        public static int Preload(string fullPath)
        {
            IntPtr module = LoadLibraryEx(fullPath, IntPtr.Zero, LoadWithAlteredSearchPath);
            return module == IntPtr.Zero ? Marshal.GetLastWin32Error() : 0;
        }

        /// <summary>
        /// The same for .NET outside of Windows. Throws what .NET throws where it cannot load it.
        /// </summary>
        public static void PreloadPortable(string fullPath)
        {
            FullPathLoader.Use(fullPath);
        }

        /// <summary>The engine's description of itself as JSON.</summary>
        public static string Describe()
        {
            XtBuffer result = new XtBuffer();
            return Answer(NativeMethods.xt_engine_describe(&result), &result);
        }

        /// <summary>Compiles rule files. Rejected rules are a result; a wrong request throws.</summary>
        public static CompileResult Compile(string request)
        {
            byte[] bytes = Bytes(request);
            XtBuffer report = new XtBuffer();
            XtRuleSet* rules = null;
            XtStatus status;
            fixed (byte* data = bytes)
            {
                status = NativeMethods.xt_rules_compile(data, (ulong)bytes.Length, &rules, &report);
            }
            // Whatever goes wrong from here on, the handle is owned.
            RuleSetHandle handle = rules == null ? null : new RuleSetHandle(rules);
            string text = Take(&report);
            if (status != XtStatus.Ok && status != XtStatus.RulesRejected)
            {
                throw new EngineException(status, text);
            }
            return new CompileResult { Rules = handle, Report = text, Status = status.ToString() };
        }

        /// <summary>The texts of rule files, formatted or with fixes made, as JSON.</summary>
        public static string Rewrite(string request)
        {
            byte[] bytes = Bytes(request);
            XtBuffer result = new XtBuffer();
            fixed (byte* data = bytes)
            {
                return Answer(
                    NativeMethods.xt_rules_rewrite(data, (ulong)bytes.Length, &result), &result);
            }
        }

        /// <summary>The rules of a set, described as a JSON array.</summary>
        public static string DescribeRules(RuleSetHandle rules)
        {
            XtBuffer result = new XtBuffer();
            using (Use use = new Use(rules))
            {
                return Answer(NativeMethods.xt_rules_describe((XtRuleSet*)use.Value, &result), &result);
            }
        }

        /// <summary>What evidence the selected rules read, as JSON.</summary>
        public static string PlanEvidence(RuleSetHandle rules, string request)
        {
            byte[] bytes = Bytes(request);
            XtBuffer result = new XtBuffer();
            using (Use use = new Use(rules))
            {
                fixed (byte* data = bytes)
                {
                    return Answer(NativeMethods.xt_evidence_plan(
                        (XtRuleSet*)use.Value, data, (ulong)bytes.Length, &result), &result);
                }
            }
        }

        /// <summary>Starts a job.</summary>
        public static JobHandle Start(RuleSetHandle rules, string request)
        {
            byte[] bytes = Bytes(request);
            XtBuffer report = new XtBuffer();
            XtJob* job = null;
            XtStatus status;
            using (Use use = new Use(rules))
            {
                fixed (byte* data = bytes)
                {
                    status = NativeMethods.xt_job_start(
                        (XtRuleSet*)use.Value, data, (ulong)bytes.Length, &job, &report);
                }
            }
            JobHandle handle = job == null ? null : new JobHandle(job);
            Answer(status, &report);
            return handle;
        }

        /// <summary>The rules that a job has compiled, or null when not one was loaded.</summary>
        public static RuleSetHandle TakeRules(JobHandle job)
        {
            XtBuffer report = new XtBuffer();
            XtRuleSet* rules = null;
            XtStatus status;
            using (Use use = new Use(job))
            {
                status = NativeMethods.xt_job_rules((XtJob*)use.Value, &rules, &report);
            }
            RuleSetHandle handle = rules == null ? null : new RuleSetHandle(rules);
            string text = Take(&report);
            if (status != XtStatus.Ok && status != XtStatus.RulesRejected)
            {
                throw new EngineException(status, text);
            }
            return handle;
        }

        /// <summary>Waits for events of a job, at most so many milliseconds.</summary>
        public static PollResult Poll(JobHandle job, int milliseconds)
        {
            XtBuffer events = new XtBuffer();
            XtStatus status;
            using (Use use = new Use(job))
            {
                status = NativeMethods.xt_job_poll(
                    (XtJob*)use.Value, (uint)Math.Max(0, milliseconds), &events);
            }
            string text = Take(&events);
            switch (status)
            {
                case XtStatus.Ok:
                case XtStatus.Pending:
                case XtStatus.Cancelled:
                case XtStatus.Panicked:
                    return new PollResult
                    {
                        Status = status.ToString(),
                        Lines = text.Split(new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries),
                        IsPending = status == XtStatus.Pending
                    };
                default:
                    throw new EngineException(status, text);
            }
        }

        /// <summary>Asks a job to stop and returns at once.</summary>
        public static void Cancel(JobHandle job)
        {
            using (Use use = new Use(job))
            {
                XtStatus status = NativeMethods.xt_job_cancel((XtJob*)use.Value);
                if (status != XtStatus.Ok)
                {
                    throw new EngineException(status, "");
                }
            }
        }

        private static byte[] Bytes(string text)
        {
            return Encoding.UTF8.GetBytes(text ?? "");
        }

        private static string Answer(XtStatus status, XtBuffer* buffer)
        {
            string text = Take(buffer);
            if (status != XtStatus.Ok)
            {
                throw new EngineException(status, text);
            }
            return text;
        }

        // The buffer's text; the engine's bytes are freed in any case.
        private static string Take(XtBuffer* buffer)
        {
            try
            {
                byte[] bytes = new byte[checked((int)buffer->length)];
                if (bytes.Length > 0)
                {
                    Marshal.Copy((IntPtr)buffer->data, bytes, 0, bytes.Length);
                }
                return Encoding.UTF8.GetString(bytes);
            }
            finally
            {
                NativeMethods.xt_buffer_free(buffer);
            }
        }

        // Keeps a handle from being released while a call uses it. Null is a handle of the value 0,
        // which the engine refuses.
        private struct Use : IDisposable
        {
            internal readonly IntPtr Value;
            private readonly SafeHandle used;

            internal Use(SafeHandle handle)
            {
                bool taken = false;
                used = handle;
                Value = IntPtr.Zero;
                if (handle != null)
                {
                    handle.DangerousAddRef(ref taken);
                    Value = handle.DangerousGetHandle();
                }
            }

            public void Dispose()
            {
                if (used != null)
                {
                    used.DangerousRelease();
                }
            }
        }
    }
}
